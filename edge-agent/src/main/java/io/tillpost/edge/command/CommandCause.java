package io.tillpost.edge.command;

import java.util.UUID;

/// Why a handler runs.
///
/// @param command its id
/// @param askedBy the client or person at head office
/// @param traceparent W3C Trace Context of the request
public record CommandCause(UUID command, String askedBy, String traceparent) {}
