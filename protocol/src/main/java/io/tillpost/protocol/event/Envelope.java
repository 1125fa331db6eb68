package io.tillpost.protocol.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What every event carries beside its body; the journal's hash covers it.
///
/// @param approver the second person where four eyes were needed
/// @param businessDate the day the event counts for: the shift's, which need not be the calendar's
/// @param shift the open shift, absent outside one
/// @param softwareVersion the agent's
/// @param traceparent W3C Trace Context, level 1
public record Envelope(Place place, Actor actor, @Nullable Actor approver, Mode mode, Moment moment,
        LocalDate businessDate, @Nullable ShiftId shift, String softwareVersion, String traceparent) {
    /// The same at another place.
    public Envelope at(Place other) {
        return new Envelope(other, actor, approver, mode, moment, businessDate, shift, softwareVersion,
                traceparent);
    }
}
