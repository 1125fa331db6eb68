package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose address a request counts for.
class TrustedProxyTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("10.0.0.5");
    private static final TrustedProxy ON_THIS_MACHINE = new TrustedProxy("X-Forwarded-For", Set.of());

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "203.0.113.7 | 203.0.113.7",
        "198.51.100.1, 203.0.113.7 | 203.0.113.7",
        "198.51.100.1,203.0.113.7 | 203.0.113.7",
        "203.0.113.7:4711 | 203.0.113.7",
        "2001:db8::7 | 2001:db8:0:0:0:0:0:7",
        "[2001:db8::7] | 2001:db8:0:0:0:0:0:7",
        "198.51.100.1, [2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
        "198.51.100.1, unknown | 127.0.0.1",
        "'198.51.100.1,' | 127.0.0.1",
        "[ | 127.0.0.1",
        "a.example | 127.0.0.1"})
    void theLastOneThatAProxyWroteCounts(String said, String counts) {
        assertEquals(counts, ON_THIS_MACHINE.client(HERE, List.of(said)));
    }

    @Test
    void ofSeveralLinesTheLastOneIsTheProxys() {
        assertEquals("203.0.113.7",
                ON_THIS_MACHINE.client(HERE, List.of("198.51.100.1, 198.51.100.2", "203.0.113.7")));
        assertEquals("127.0.0.1", ON_THIS_MACHINE.client(HERE, List.of()));
    }

    @Test
    void nobodyElseIsBelieved() {
        var said = List.of("203.0.113.7");
        assertEquals("10.0.0.5", ON_THIS_MACHINE.client(ELSEWHERE, said));
        assertEquals("127.0.0.1", TrustedProxy.NONE.client(HERE, said));
        var listed = new TrustedProxy("X-Forwarded-For", Set.of(ELSEWHERE));
        assertEquals("203.0.113.7", listed.client(ELSEWHERE, said));
        assertEquals("127.0.0.1", listed.client(HERE, said));
        assertEquals("10.0.0.6", listed.client(InetAddress.ofLiteral("10.0.0.6"), said));
    }
}
