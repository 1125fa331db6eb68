package io.tillpost.central.database;

import java.net.InetAddress;

/// Whether what is said to a host stays on this machine.
public final class Loopback {
    private Loopback() {}

    /// Whether `host` is a loopback address (RFC 6890: 127.0.0.0/8, ::1) or `localhost` (RFC 6761, 6.3). Nothing is
    /// looked up: another name may mean another machine tomorrow.
    public static boolean names(String host) {
        String bare = host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
        if (bare.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(bare).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
