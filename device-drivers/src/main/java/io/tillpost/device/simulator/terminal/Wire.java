package io.tillpost.device.simulator.terminal;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.device.terminal.zvt.frame.FrameDecoder;
import io.tillpost.device.terminal.zvt.frame.Received;
import io.tillpost.device.terminal.zvt.frame.SerialDecoder;
import io.tillpost.device.terminal.zvt.frame.SerialFrame;
import io.tillpost.device.terminal.zvt.frame.TcpDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The terminal's end of the transport, with whatever goes wrong on it. One thread.
final class Wire {
    private static final int TRIES = 3;
    private static final Duration SLICE = Duration.ofMillis(20);
    private static final byte DLE = 0x10;
    private static final byte[] BANNER = "SSH-2.0-dropbear\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Cable cable;
    private final boolean serial;
    private final Duration acknowledgementTime;
    private FrameDecoder decoder;
    private int connection;

    private final Queue<Apdu> inbox = new ArrayDeque<>();
    /// What the till will send again if our acknowledgement got lost; what comes later than that is another message.
    private @Nullable Apdu lastTaken;
    private long lastTakenNanos;
    private boolean acknowledged;
    private boolean refused;
    private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();

    private Runnable beforeCommand = () -> {};
    private int naks;
    private int noAcks;
    private int joins;
    /// What is to be done to the next frames, in order.
    private final List<Fault> frameFaults = new ArrayList<>();
    private final Queue<Duration> agains = new ArrayDeque<>();

    Wire(Cable cable, boolean serial, Duration acknowledgementTime) {
        this.cable = cable;
        this.serial = serial;
        this.acknowledgementTime = acknowledgementTime;
        this.decoder = newDecoder();
        this.connection = cable.connection();
    }

    private FrameDecoder newDecoder() {
        return serial ? new SerialDecoder() : new TcpDecoder();
    }

    /// Is called when a message of the till is here and nothing was done with it yet.
    void beforeCommand(Runnable hook) {
        beforeCommand = hook;
    }

    /// Lets a fault happen from now on.
    void arm(Fault fault) {
        switch (fault) {
            case Fault.Pull(Duration length) -> cable.pull(length);
            case Fault.Unplug(Duration length) -> cable.unplug(length);
            case Fault.Freeze(Duration length) -> LockSupport.parkNanos(length.toNanos());
            case Fault.Nak(int count) -> naks += count;
            case Fault.NoAck(int count) -> noAcks += count;
            case Fault.Joined(int count) -> joins += count;
            case Fault.BadChecksum(int count) -> times(count, fault);
            case Fault.Undoubled(int count) -> times(count, fault);
            case Fault.LoseFrames(int count) -> times(count, fault);
            case Fault.Slow(int count, Duration _) -> times(count, fault);
            case Fault.Banner(int count) -> times(count, fault);
            case Fault.Again(Duration pause) -> agains.add(pause);
            case Fault.Twice(),Fault.Late(Duration _) -> frameFaults.add(fault);
        }
    }

    private void times(int count, Fault fault) {
        for (int i = 0; i < count; i++) {
            frameFaults.add(fault);
        }
    }

    /// After which pause the message that was just answered is to be said again; `null` if it is not.
    @Nullable
    Duration again() {
        return agains.poll();
    }

    /// Sends a message; true once the till has acknowledged it. A second sending, if planned, comes before the answer.
    boolean send(Apdu apdu) throws IOException {
        boolean twice = frameFaults.remove(new Fault.Twice());
        boolean sent = sendOnce(apdu);
        return twice ? sendOnce(apdu) : sent;
    }

    private boolean sendOnce(Apdu apdu) throws IOException {
        if (!serial) {
            write(apdu.encoded());
            lastTaken = null;
            return true;
        }
        for (int i = 0; i < TRIES; i++) {
            acknowledged = false;
            refused = false;
            write(SerialFrame.encode(apdu));
            long end = System.nanoTime() + acknowledgementTime.toNanos();
            while (!acknowledged && !refused && System.nanoTime() - end < 0) {
                pump(SLICE);
            }
            if (acknowledged) {
                return true;
            }
        }
        return false;
    }

    private void write(byte[] frame) throws IOException {
        Fault fault = frameFaults.isEmpty() ? null : frameFaults.removeFirst();
        switch (fault) {
            case null -> whole(frame);
            case Fault.LoseFrames _ -> {
                // Never leaves.
            }
            case Fault.BadChecksum _ -> {
                byte[] broken = frame.clone();
                broken[broken.length - 1] ^= 0x55;
                cable.write(broken);
            }
            case Fault.Undoubled _ -> cable.write(undoubled(frame));
            case Fault.Banner _ -> cable.write(BANNER);
            case Fault.Slow(int _, Duration perByte) -> slowly(frame, perByte);
            case Fault.Late(Duration pause) -> {
                LockSupport.parkNanos(pause.toNanos());
                whole(frame);
            }
            default -> whole(frame);
        }
    }

    private void whole(byte[] frame) throws IOException {
        heldBack.writeBytes(frame);
        byte[] all = heldBack.toByteArray();
        heldBack.reset();
        cable.write(all);
    }

    private void slowly(byte[] frame, Duration perByte) throws IOException {
        for (byte b : frame) {
            cable.write(new byte[]{b});
            LockSupport.parkNanos(perByte.toNanos());
        }
    }

    /// Drops one of each doubled DLE, as broken senders do.
    private static byte[] undoubled(byte[] frame) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < frame.length; i++) {
            out.write(frame[i]);
            if (frame[i] == DLE && i + 1 < frame.length && frame[i + 1] == DLE) {
                i++;
            }
        }
        return out.toByteArray();
    }

    /// The next message of the till; `null` if none came in time.
    @Nullable
    Apdu receive(Duration atMost) throws IOException {
        long end = System.nanoTime() + atMost.toNanos();
        while (inbox.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                return null;
            }
            pump(atMost.compareTo(SLICE) < 0 ? atMost : SLICE);
        }
        return inbox.remove();
    }

    private void pump(Duration slice) throws IOException {
        byte[] bytes = cable.read(slice);
        if (cable.connection() != connection) {
            connection = cable.connection();
            decoder = newDecoder();
            inbox.clear();
            lastTaken = null;
        }
        for (Received received : decoder.feed(bytes)) {
            switch (received) {
                case Received.Ack _ -> {
                    acknowledged = true;
                    // What follows, even in the same piece, is new.
                    lastTaken = null;
                }
                case Received.Nak _ -> refused = true;
                case Received.Damaged _ -> acknowledge(SerialFrame.NAK);
                case Received.Message(Apdu apdu) -> take(apdu);
                case Received.Noise _ -> {
                    // A till that speaks something else is not answered.
                }
            }
        }
    }

    private void take(Apdu apdu) throws IOException {
        beforeCommand.run();
        if (naks > 0) {
            naks--;
            acknowledge(SerialFrame.NAK);
            return;
        }
        if (noAcks > 0) {
            noAcks--;
        } else {
            acknowledge(SerialFrame.ACK);
        }
        long now = System.nanoTime();
        if (serial && lastTaken != null && lastTaken.equals(apdu)
                && now - lastTakenNanos < TRIES * acknowledgementTime.toNanos()) {
            return;
        }
        lastTaken = apdu;
        lastTakenNanos = now;
        if (!Machine.isResponse(apdu)) {
            // A till that sends another command has given up the one before.
            inbox.removeIf(earlier -> !Machine.isResponse(earlier));
        }
        inbox.add(apdu);
    }

    private void acknowledge(byte with) throws IOException {
        if (!serial) {
            return;
        }
        if (joins > 0) {
            joins--;
            heldBack.write(with);
            return;
        }
        cable.write(new byte[]{with});
    }
}
