package io.tillpost.edge.shift;

import io.tillpost.protocol.event.Actor;

/// Who wants something done, and in which trace.
///
/// @param traceparent W3C Trace Context of the request
public record Cause(Actor actor, String traceparent) {}
