package io.tillpost.edge.journal;

/// What a check of the hash chain found.
public sealed interface ChainCheck {
    /// Every row from `firstSeq` to `lastSeq` hashes to what it says and follows its predecessor; 1 and 0 for none.
    record Intact(long firstSeq, long lastSeq) implements ChainCheck {}

    /// The row at `seq` is not what was written, or the one before it is missing.
    record Broken(long seq, String detail) implements ChainCheck {}
}
