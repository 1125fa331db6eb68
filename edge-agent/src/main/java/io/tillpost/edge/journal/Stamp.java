package io.tillpost.edge.journal;

import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ShiftId;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What a room says of an event beside its body; place, time and software version are filled in by the journal.
///
/// @param till where it happened
/// @param traceparent W3C Trace Context of the request that caused it
public record Stamp(String till, Actor actor, @Nullable Actor approver, Mode mode, LocalDate businessDate,
        @Nullable ShiftId shift, String traceparent) {}
