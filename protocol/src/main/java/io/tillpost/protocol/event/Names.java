package io.tillpost.protocol.event;

/// The one shape of the names that people give to tenants, stores, tills, agents, devices and drawers: they stand in
/// topics, URLs and account names.
public final class Names {
    private static final int LONGEST = 32;

    private Names() {}

    /// Returns `value` if it is 1 to 32 lower-case letters, digits and inner hyphens; else throws
    /// [IllegalArgumentException] naming `what`.
    public static String check(String what, String value) {
        if (!isName(value)) {
            throw new IllegalArgumentException(what + " '" + value
                    + "', expected 1 to 32 lower-case letters, digits or inner hyphens");
        }
        return value;
    }

    /// By hand: each event that is read holds a dozen names.
    private static boolean isName(String value) {
        int last = value.length() - 1;
        if (last < 0 || last >= LONGEST || value.charAt(0) == '-' || value.charAt(last) == '-') {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}
