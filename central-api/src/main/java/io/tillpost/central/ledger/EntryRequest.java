package io.tillpost.central.ledger;

import io.tillpost.protocol.journal.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A balanced entry to be posted. (tenant, source, role) is its identity: posting the same thing twice is impossible.
///
/// @param store absent for entries that belong to no single store
/// @param till where it happened, absent for what happens at no till
/// @param shift the till's, absent outside one
/// @param source the event, settlement payout or statement line that causes it
/// @param role what of the source it books, e.g. `sale`, `card-clearing`, `payout`
/// @param rule version of the posting rule, as data
/// @param occurredAt when the source happened
/// @param businessDate the store's day it counts for; for bank files the booking date
/// @param taxDate VAT date where tax is booked
/// @param reversalOf entry that this one takes back
public record EntryRequest(String tenant, String legalEntity, @Nullable String store,
        @Nullable String till, @Nullable UUID shift, UUID source,
        String role,
        String rule, Instant occurredAt, LocalDate businessDate, @Nullable LocalDate taxDate,
        String description,
        @Nullable UUID reversalOf, List<EntryLine> lines) {
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long BELOW_VARIANT = 0x3fff_ffff_ffff_ffffL;

    public EntryRequest {
        lines = List.copyOf(lines);
    }

    /// Id of the entry: the same for the same tenant, source and role, for ever. A UUIDv8 (RFC 9562, 5.8) that begins
    /// with the source's first 48 bits, so that entries of UUIDv7 sources lie in the order of time.
    public UUID id() {
        return id(tenant, source, role);
    }

    /// Id of the entry that books `role` of `source`.
    public static UUID id(String tenant, UUID source, String role) {
        var hashed = ByteBuffer.wrap(Sha256.of(tenant + "\0" + source + "\0" + role).toBytes());
        long high = (source.getMostSignificantBits() & ~0xffffL) | VERSION_8 | (hashed.getLong() & 0xfffL);
        return new UUID(high, VARIANT | (hashed.getLong() & BELOW_VARIANT));
    }
}
