package io.tillpost.protocol.journal;

import java.util.UUID;

/// Names one journal for ever: a store's box opens a new one, with a higher epoch, whenever it cannot go on with the
/// old one (restored image, corruption). `epoch` starts at 1.
public record JournalKey(Lane lane, UUID journalId, long epoch) {
    /// More than any box will ever open, and few enough that a number can be made of one and a million more.
    public static final long MAX_EPOCH = 1L << 40;

    public JournalKey {
        if (epoch < 1 || epoch > MAX_EPOCH) {
            throw new IllegalArgumentException("journal epoch " + epoch + ", expected 1 to " + MAX_EPOCH);
        }
    }
}
