package io.tillpost.central.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A balanced entry to be posted. (tenant, source, role) is its identity: posting the same thing twice is impossible.
///
/// @param store absent for entries that belong to no single store
/// @param source the event, settlement payout or statement line that causes it
/// @param role what of the source it books, e.g. `sale`, `card-clearing`, `payout`
/// @param rule version of the posting rule, as data
/// @param occurredAt when the source happened
/// @param businessDate the store's day it counts for; for bank files the booking date
/// @param taxDate VAT date where tax is booked
/// @param reversalOf entry that this one takes back
public record EntryRequest(String tenant, String legalEntity, @Nullable String store, UUID source,
        String role,
        String rule, Instant occurredAt, LocalDate businessDate, @Nullable LocalDate taxDate,
        String description,
        @Nullable UUID reversalOf, List<EntryLine> lines) {
    public EntryRequest {
        lines = List.copyOf(lines);
    }
}
