package io.tillpost.protocol.event;

/// A device came, went or changed; states in UnifiedPOS words.
public record DeviceStateChanged(String device, String from, String to, String detail) implements Event {
    public DeviceStateChanged {
        Names.check("device", device);
    }
}
