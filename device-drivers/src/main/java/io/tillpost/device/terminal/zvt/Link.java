package io.tillpost.device.terminal.zvt;

import io.tillpost.device.line.Line;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.device.terminal.zvt.frame.FrameDecoder;
import io.tillpost.device.terminal.zvt.frame.Received;
import io.tillpost.device.terminal.zvt.frame.SerialDecoder;
import io.tillpost.device.terminal.zvt.frame.SerialFrame;
import io.tillpost.device.terminal.zvt.frame.TcpDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Carries whole messages over a line: acknowledges, repeats, drops what came twice (PA00P016, 3). One thread; only
/// [#close()] may come from another. Over TCP there is nothing to acknowledge.
final class Link implements AutoCloseable {
    /// A message is sent once and repeated twice (PA00P016, 3.5).
    private static final int TRIES = 3;
    private static final int NOISE_SHOWN_BYTES = 8;
    private static final Duration NOW = Duration.ZERO;

    /// A message, and whether another one may have been given up before it.
    private record Arrived(Apdu apdu, boolean afterGap) {}

    private final Line line;
    private final boolean serial;
    private final FrameDecoder decoder;
    private final ZvtTimers timers;
    private final LongSupplier nanos;

    private final Queue<Arrived> inbox = new ArrayDeque<>();
    private final ByteArrayOutputStream noise = new ByteArrayOutputStream();
    /// Received and acknowledged, but our response is not known to have arrived: if it comes again, its ACK was lost.
    private @Nullable Apdu unanswered;
    private @Nullable Received acknowledgement;
    private int damagedInARow;
    /// Before the message that is put into the inbox next.
    private boolean gap;
    private boolean gapBeforeLast;
    private long lastHeardNanos;

    Link(Line line, ZvtConfig config, LongSupplier nanos) {
        this.line = line;
        this.serial = config.transport() == ZvtConfig.Transport.SERIAL;
        this.decoder = serial ? new SerialDecoder() : new TcpDecoder();
        this.timers = config.timers();
        this.nanos = nanos;
        this.lastHeardNanos = nanos.getAsLong();
    }

    /// Throws away what lies in the line from before; fails if the line is lost.
    void drain() throws IOException {
        while (line.read(NOW).length > 0) {
            decoder.abandon();
        }
        inbox.clear();
        gap = false;
        unanswered = null;
    }

    /// Sends a message and waits until the terminal has it, repeating it if need be.
    Delivery send(Apdu apdu) throws IOException {
        if (!serial) {
            line.write(apdu.encoded(), timers.acknowledgement());
            unanswered = null;
            return Delivery.DELIVERED;
        }
        byte[] frame = SerialFrame.encode(apdu);
        boolean everRefused = true;
        for (int i = 0; i < TRIES; i++) {
            acknowledgement = null;
            line.write(frame, timers.acknowledgement());
            Received answer = awaitAcknowledgement(apdu);
            if (answer instanceof Received.Ack) {
                return Delivery.DELIVERED;
            }
            everRefused &= answer instanceof Received.Nak;
        }
        return everRefused ? Delivery.REFUSED : Delivery.UNCERTAIN;
    }

    private @Nullable Received awaitAcknowledgement(Apdu sent) throws IOException {
        long end = nanos.getAsLong() + timers.acknowledgement().toNanos();
        int queued = inbox.size();
        while (acknowledgement == null) {
            // The terminal goes on as if it had our message: its ACK was lost, not the message.
            if (inbox.size() > queued && provesDelivery(sent)) {
                return new Received.Ack();
            }
            long left = end - nanos.getAsLong();
            if (left <= 0) {
                return null;
            }
            pump(Duration.ofNanos(left));
        }
        return acknowledgement;
    }

    private boolean provesDelivery(Apdu sent) {
        return inbox.stream()
                .anyMatch(arrived -> Commands.isResponse(sent) != Commands.isResponse(arrived.apdu()));
    }

    /// The next message, already acknowledged; `null` if none came in time.
    @Nullable
    Apdu receive(Duration atMost) throws IOException {
        long end = nanos.getAsLong() + atMost.toNanos();
        while (inbox.isEmpty()) {
            long left = end - nanos.getAsLong();
            if (left <= 0) {
                return null;
            }
            pump(Duration.ofNanos(left));
        }
        Arrived next = inbox.remove();
        gapBeforeLast = next.afterGap();
        return next.apdu();
    }

    private void pump(Duration atMost) throws IOException {
        boolean midFrame = decoder.midFrame();
        Duration wait = midFrame && serial && timers.betweenBytes().compareTo(atMost) < 0
                ? timers.betweenBytes()
                : atMost;
        byte[] bytes = line.read(wait);
        if (bytes.length == 0 && midFrame && serial) {
            decoder.abandon();
            damaged();
        }
        for (Received received : decoder.feed(bytes)) {
            take(received);
        }
    }

    private void take(Received received) throws IOException {
        switch (received) {
            case Received.Message(Apdu apdu) -> message(apdu);
            case Received.Damaged(_) -> damaged();
            case Received.Ack _ -> {
                // The terminal has our response: what follows, even in the same piece, is new. A second ACK, of a copy, may
                // be late and says nothing of a message that came meanwhile.
                unanswered = acknowledgement == null ? null : unanswered;
                acknowledgement = received;
            }
            case Received.Nak _ -> acknowledgement = received;
            case Received.Noise(byte first) -> {
                if (noise.size() < NOISE_SHOWN_BYTES) {
                    noise.write(first);
                }
            }
        }
    }

    private void message(Apdu apdu) throws IOException {
        if (serial) {
            line.write(new byte[]{SerialFrame.ACK}, timers.acknowledgement());
        }
        boolean again = serial && unanswered != null && unanswered.equals(apdu);
        long now = nanos.getAsLong();
        gap |= serial && mayHaveBeenGivenUp(now - lastHeardNanos);
        lastHeardNanos = now;
        damagedInARow = 0;
        if (!again) {
            unanswered = Commands.isResponse(apdu) ? unanswered : apdu;
            inbox.add(new Arrived(apdu, gap));
            gap = false;
        }
    }

    private void damaged() throws IOException {
        damagedInARow++;
        line.write(new byte[]{SerialFrame.NAK}, timers.acknowledgement());
    }

    /// Whether damaged copies and those that a silence has room for are all that a terminal sends of one message. A lost copy
    /// counts after two thirds of T2: the terminal's own clock may be ahead.
    private boolean mayHaveBeenGivenUp(long silenceNanos) {
        long lostCopyNanos = timers.acknowledgement().multipliedBy(TRIES - 1).dividedBy(TRIES).toNanos();
        return damagedInARow * lostCopyNanos + silenceNanos >= TRIES * lostCopyNanos;
    }

    /// True if a message may have been given up by the terminal just before the last one received: it was silent for as
    /// long as two repeats take, or all its tries came damaged, or some of them and the silence was long enough for the rest.
    /// Never over TCP, which loses nothing in between.
    boolean gapBeforeLast() {
        return gapBeforeLast;
    }

    /// When the terminal was last heard, on the monotonic clock.
    long lastHeardNanos() {
        return lastHeardNanos;
    }

    /// What came outside any frame, for the message that names a wrong protocol or baud rate; empty if nothing.
    String noise() {
        return HexFormat.ofDelimiter(" ").withUpperCase().formatHex(noise.toByteArray());
    }

    /// Nothing that was sent and has not arrived does so from now on.
    void abandon() {
        line.abandon();
    }

    @Override
    public void close() {
        line.close();
    }
}
