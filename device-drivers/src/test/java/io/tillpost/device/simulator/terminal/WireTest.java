package io.tillpost.device.simulator.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.device.terminal.zvt.frame.SerialFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final Duration ACKNOWLEDGEMENT = Duration.ofMillis(500);
    private static final Duration NOW = Duration.ofMillis(1);
    private static final Apdu REGISTRATION = Apdu.of(0x0600, (byte) 1);

    private final Queue<byte[]> coming = new ArrayDeque<>();
    private final Wire wire = new Wire(new Till(), true, ACKNOWLEDGEMENT);

    @Test
    void whatComesAgainWithinTheTimeOfARepetitionIsOneMessage() throws IOException {
        coming.add(SerialFrame.encode(REGISTRATION));
        assertEquals(REGISTRATION, wire.receive(NOW));
        coming.add(SerialFrame.encode(REGISTRATION));
        assertNull(wire.receive(NOW));
    }

    /// A till that died before it heard the answer, and begins anew with the very same bytes, again and again.
    @Test
    void whatComesAgainLaterIsAnotherMessage() throws IOException {
        coming.add(SerialFrame.encode(REGISTRATION));
        assertEquals(REGISTRATION, wire.receive(NOW));
        coming.add(SerialFrame.encode(REGISTRATION));
        // No repetition of it moves the time in which others count as one.
        assertNull(wire.receive(ACKNOWLEDGEMENT.multipliedBy(3)));
        coming.add(SerialFrame.encode(REGISTRATION));
        assertEquals(REGISTRATION, wire.receive(NOW));
    }

    /// What a till sends, at once; what it is sent, it does not hear.
    private final class Till implements Cable {
        @Override
        public byte[] read(Duration atMost) {
            byte[] next = coming.poll();
            return next == null ? new byte[0] : next;
        }

        @Override
        public void write(byte[] bytes) {
            // Not heard.
        }

        @Override
        public void pull(Duration length) {
            throw new AssertionError("nobody pulls");
        }

        @Override
        public void unplug(Duration length) {
            throw new AssertionError("nobody unplugs");
        }

        @Override
        public int connection() {
            return 1;
        }

        @Override
        public String address() {
            return "nowhere";
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
