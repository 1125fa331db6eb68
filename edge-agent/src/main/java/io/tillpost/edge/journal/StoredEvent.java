package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;

/// One event as the journal keeps it, with its place in the chain: enough to prove it to somebody else.
public record StoredEvent(JournalKey journal, JournalRow row, Hash prev, Hash hash) {}
