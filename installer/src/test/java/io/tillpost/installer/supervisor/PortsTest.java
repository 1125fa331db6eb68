package io.tillpost.installer.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    private Path folder;

    @Test
    void twoSupervisorsNeverChooseTheSame() {
        try (var mine = new Ports(folder); var yours = new Ports(folder)) {
            int port = mine.free();
            assertNotEquals(port, yours.preferably(port), "nobody listens there yet, but it is claimed");
            assertThrows(EnvironmentFault.class, () -> yours.exactly(port, "--some-port"));
        }
    }

    @Test
    void aClaimThatWasGivenBackIsFree() {
        int port;
        try (var mine = new Ports(folder)) {
            port = mine.free();
        }
        try (var yours = new Ports(folder)) {
            assertEquals(port, yours.exactly(port, "--some-port"));
        }
    }

    @Test
    void aPortThatSomebodyListensOnIsRefusedWithTheOption() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var ports = new Ports(folder)) {
            int port = taken.getLocalPort();
            assertNotEquals(port, ports.preferably(port));
            var fault = assertThrows(EnvironmentFault.class, () -> ports.exactly(port, "--some-port"));
            assertEquals("port " + port
                    + " is taken by another program; choose another with --some-port, or leave the"
                    + " option out", fault.getMessage());
        }
    }
}
