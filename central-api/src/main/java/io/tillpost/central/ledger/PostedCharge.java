package io.tillpost.central.ledger;

import java.util.List;
import java.util.UUID;

/// The entry that booked a card payment's charge, for the rule that takes it back.
public record PostedCharge(UUID entry, List<EntryLine> lines) {
    public PostedCharge {
        lines = List.copyOf(lines);
    }
}
