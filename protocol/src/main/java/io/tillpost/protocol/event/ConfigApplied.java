package io.tillpost.protocol.event;

/// From now on this version counts, e.g. of the `catalog`.
///
/// @param version strictly increasing for each `what`
/// @param sha256 of the bytes that were applied, lower-case hex
public record ConfigApplied(String what, long version, String sha256) implements Event {
    public ConfigApplied {
        Names.check("configuration", what);
    }
}
