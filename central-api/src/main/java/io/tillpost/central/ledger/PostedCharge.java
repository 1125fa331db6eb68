package io.tillpost.central.ledger;

import java.util.List;
import java.util.UUID;

/// The entry that booked what a card payment moved, for the rule that takes it back or confirms it.
public record PostedCharge(UUID entry, List<EntryLine> lines) {
    public PostedCharge {
        lines = List.copyOf(lines);
    }
}
