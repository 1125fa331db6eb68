package io.tillpost.protocol.journal;

import java.util.UUID;

/// Names one journal for ever: a store's box opens a new one, with a higher epoch, whenever it cannot go on with the
/// old one (restored image, corruption). `epoch` starts at 1.
public record JournalKey(Lane lane, UUID journalId, long epoch) {
    public JournalKey {
        if (epoch < 1) {
            throw new IllegalArgumentException("journal epoch " + epoch + ", expected at least 1");
        }
    }
}
