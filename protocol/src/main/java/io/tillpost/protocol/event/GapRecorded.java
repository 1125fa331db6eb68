package io.tillpost.protocol.event;

import java.time.Instant;

/// Telemetry that was not written, because more than enough waited for head office.
///
/// @param count events that are missing here
/// @param first when the first of them occurred, by the box's clock
/// @param last when the last of them occurred
public record GapRecorded(long count, Instant first, Instant last) implements Event {}
