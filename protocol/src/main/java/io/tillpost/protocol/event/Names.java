package io.tillpost.protocol.event;

import java.util.regex.Pattern;

/// The one shape of the names that people give to tenants, stores, tills, agents, devices and drawers: they stand in
/// topics, URLs and account names.
public final class Names {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    private Names() {}

    /// Returns `value` if it is 1 to 32 lower-case letters, digits and inner hyphens; else throws
    /// [IllegalArgumentException] naming `what`.
    public static String check(String what, String value) {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " '" + value
                    + "', expected 1 to 32 lower-case letters, digits or inner hyphens");
        }
        return value;
    }
}
