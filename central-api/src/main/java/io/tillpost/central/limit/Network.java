package io.tillpost.central.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// What one party owns: an IPv4 address, or the /64 of an IPv6 address (RFC 6177: a site has at least that, so single
/// addresses within it cost nothing).
public final class Network {
    private static final int PREFIX_BYTES = 8;

    private Network() {}

    /// The network of an address in its literal form; what is no address is its own network.
    public static String of(String address) {
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, PREFIX_BYTES) + "/64"
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
