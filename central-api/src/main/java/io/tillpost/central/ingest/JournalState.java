package io.tillpost.central.ingest;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;

/// How far head office is in a journal that it has welcomed.
///
/// @param headSeq last committed row, 0 if none
/// @param headHash its hash, or the genesis hash
/// @param fenced a newer journal of the lane was welcomed: nothing is taken from this one any more
public record JournalState(JournalKey key, String store, String agent, long headSeq, Hash headHash,
        boolean fenced) {}
