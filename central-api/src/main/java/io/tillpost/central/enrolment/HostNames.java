package io.tillpost.central.enrolment;

import java.util.regex.Pattern;
import org.bouncycastle.util.IPAddress;

/// What a server's certificate can be for.
final class HostNames {
    /// RFC 1123, 2.1; one wildcard as the whole first label.
    private static final Pattern NAME = Pattern.compile(
            "(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
    private static final int MAX_CHARS = 253;

    private HostNames() {}

    static boolean isAddress(String name) {
        return IPAddress.isValid(name);
    }

    /// Throws [IllegalArgumentException] for what is neither host name nor IP address.
    static void check(String name) {
        if (!isAddress(name) && (name.length() > MAX_CHARS || !NAME.matcher(name).matches())) {
            throw new IllegalArgumentException("'" + name + "', expected a host name or an IP address");
        }
    }
}
