package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tillpost.device.line.Line;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.device.terminal.zvt.frame.SerialFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Currency;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/// What of a serial line counts as a message and what as the repeat of one.
class LinkTest {
    private static final Duration NOW = Duration.ofNanos(1);
    private static final Apdu SHOWN = Apdu.of(0x04FF, (byte) 0x0A);
    private static final Apdu POSITIVE = Apdu.of(0x8000);
    private static final byte[] ACK = {SerialFrame.ACK};

    private final Queue<byte[]> coming = new ArrayDeque<>();
    private long now;
    private final Link link = new Link(new Terminal(),
            ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Currency.getInstance("EUR")), () -> now);

    @Test
    void anEqualMessageIsNewOnceTheTerminalHasOurResponse() throws IOException {
        says(SHOWN);
        assertEquals(SHOWN, link.receive(NOW));
        answers(ACK);
        says(SHOWN);
        assertEquals(SHOWN, link.receive(NOW));
    }

    @Test
    void anEqualMessageThatWasNotAnsweredYetIsItsRepeat() throws IOException {
        says(SHOWN);
        assertEquals(SHOWN, link.receive(NOW));
        says(SHOWN);
        assertNull(link.receive(NOW));
    }

    @Test
    void anEqualMessageInOnePieceWithTheAcknowledgementIsNewAndItsOwnRepeatIsNot() throws IOException {
        says(SHOWN);
        assertEquals(SHOWN, link.receive(NOW));
        answers(joined(ACK, SerialFrame.encode(SHOWN)));
        assertEquals(SHOWN, link.receive(NOW));
        says(SHOWN);
        assertNull(link.receive(NOW));
    }

    /// Of two copies of our response the second is acknowledged after the next message has come.
    @Test
    void aLateAcknowledgementMakesNoRepeatNew() throws IOException {
        says(SHOWN);
        assertEquals(SHOWN, link.receive(NOW));
        answers(ACK);
        says(SHOWN);
        assertEquals(SHOWN, link.receive(NOW));
        coming.add(ACK);
        assertNull(link.receive(NOW));
        says(SHOWN);
        assertNull(link.receive(NOW));
    }

    private void says(Apdu apdu) {
        coming.add(SerialFrame.encode(apdu));
    }

    /// What the terminal sends while it gets our response.
    private void answers(byte[] bytes) throws IOException {
        coming.add(bytes);
        assertEquals(Delivery.DELIVERED, link.send(POSITIVE));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    /// Sends one piece each time it is listened to; while it sends nothing, a second passes.
    private final class Terminal implements Line {
        @Override
        public byte[] read(Duration timeout) {
            byte[] next = coming.poll();
            if (next == null) {
                now += Duration.ofSeconds(1).toNanos();
                return new byte[0];
            }
            return next;
        }

        @Override
        public void write(byte[] bytes, Duration deadline) {
            // Not looked at.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
