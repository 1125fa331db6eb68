package io.tillpost.central.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/// Proxies that are believed when they say for whom they ask. Of anybody else the header says nothing.
///
/// @param header where they say it: a list of addresses, the last of which the proxy itself has written
/// @param addresses where they are; none: on this machine
public record TrustedProxy(String header, Set<InetAddress> addresses) {
    /// Nobody is believed.
    public static final TrustedProxy NONE = new TrustedProxy("", Set.of());

    public TrustedProxy {
        addresses = Set.copyOf(addresses);
    }

    private boolean isAt(InetAddress peer) {
        return !header.isEmpty()
                && (addresses.isEmpty() ? peer.isLoopbackAddress() : addresses.contains(peer));
    }

    /// The address that a request counts for, in its literal form: the peer's, unless that is a proxy which names another.
    ///
    /// @param said the header's lines, as they came
    String client(InetAddress peer, List<String> said) {
        if (!isAt(peer) || said.isEmpty()) {
            return peer.getHostAddress();
        }
        // What stands before it the client may have written.
        String last = said.getLast();
        String address = withoutPort(last.substring(last.lastIndexOf(',') + 1).strip());
        try {
            return InetAddress.ofLiteral(address).getHostAddress();
        } catch (IllegalArgumentException e) {
            return peer.getHostAddress();
        }
    }

    /// Some proxies write `192.0.2.7:4711` and `[2001:db8::7]:4711`.
    private static String withoutPort(String address) {
        if (address.startsWith("[")) {
            return address.substring(1, Math.max(1, address.indexOf(']')));
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
