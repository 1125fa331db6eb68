package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.journal.Hash;

/// The end of a lane's chain: the newest row's seq and hash; 0 and the genesis hash when there is none.
record Head(long seq, Hash hash) {}
