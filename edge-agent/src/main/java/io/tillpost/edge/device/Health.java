package io.tillpost.edge.device;

import java.time.Instant;

/// How a device is.
///
/// @param since when this state began
/// @param detail in words, empty if there is nothing to say
public record Health(String device, DeviceState state, Instant since, String detail) {}
