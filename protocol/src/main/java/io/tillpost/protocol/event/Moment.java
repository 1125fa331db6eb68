package io.tillpost.protocol.event;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/// When, as well as the box knows.
///
/// @param occurredAt the box's wall clock, unchanged
/// @param zone the store's time zone
/// @param clockOffsetMs head office's clock minus the box's as last measured, 0 if never
/// @param clockErrorMs bound on the offset's error; -1 if the offset was never measured
/// @param monotonicNanos the box's monotonic clock; comparable within one boot id only
/// @param bootId a new one at every start of the agent
public record Moment(Instant occurredAt, ZoneId zone, long clockOffsetMs, long clockErrorMs,
        long monotonicNanos,
        UUID bootId) {}
