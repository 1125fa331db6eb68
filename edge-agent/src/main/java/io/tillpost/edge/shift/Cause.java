package io.tillpost.edge.shift;

import io.tillpost.protocol.event.Actor;
import org.jspecify.annotations.Nullable;

/// Who wants something done, who approved it, and in which trace.
///
/// @param approver the second person, where one was needed
/// @param traceparent W3C Trace Context of the request
public record Cause(Actor actor, @Nullable Actor approver, String traceparent) {
    /// Without a second person.
    public Cause(Actor actor, String traceparent) {
        this(actor, null, traceparent);
    }
}
