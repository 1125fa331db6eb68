package io.tillpost.central.shift;

import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ZReported;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/// A Z report as its store wrote it, with where and when.
///
/// @param event its own id
public record KeptZ(UUID event, String store, String till, UUID shift, LocalDate businessDate,
        Instant occurredAt, ZReported report) {
    /// The report in an event. Throws [IllegalArgumentException] if its envelope names no shift.
    public static KeptZ of(UUID event, Envelope envelope, ZReported report) {
        ShiftId shift = envelope.shift();
        if (shift == null) {
            throw new IllegalArgumentException("Z " + report.number() + " of till '" + envelope.place().till()
                    + "' names no shift");
        }
        return new KeptZ(event, envelope.place().store(), envelope.place().till(), shift.value(),
                envelope.businessDate(), envelope.moment().occurredAt(), report);
    }
}
