package io.tillpost.device.terminal.zvt;

import io.tillpost.device.line.Line;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.device.terminal.zvt.frame.Received;
import io.tillpost.device.terminal.zvt.frame.SerialDecoder;
import io.tillpost.device.terminal.zvt.frame.SerialFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;

/// A serial line whose terminal says one thing after the other, each after a message of the till; its clock runs only
/// while the till waits in vain. What a terminal says is written as on the wire, e.g. `06 1E 6C`, without the length.
final class ScriptedLine implements Line {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    private record Said(Duration after, Apdu apdu) {}

    private record Due(long at, byte[] bytes) {}

    /// What the till said, as on the wire.
    final List<String> heard = new ArrayList<>();
    /// How many of the till's next 06 B0 are lost on the line.
    int losesAborts;
    private final Queue<Said> script = new ArrayDeque<>();
    private final Queue<Due> coming = new ArrayDeque<>();
    private final SerialDecoder decoder = new SerialDecoder();
    private long now;
    private long dueAt;
    private boolean master;

    /// A terminal that is registered with first.
    static ScriptedLine registered() {
        return new ScriptedLine().says("80 00").says("06 0F 29 69 00 00 01 49 09 78");
    }

    /// Says this once the till has said something more.
    ScriptedLine says(String hex) {
        return saysAfter(Duration.ZERO, hex);
    }

    /// The same, after a silence.
    ScriptedLine saysAfter(Duration silence, String hex) {
        byte[] bytes = HEX.parseHex(hex);
        byte[] data = new byte[bytes.length - 2];
        System.arraycopy(bytes, 2, data, 0, data.length);
        script.add(new Said(silence, Apdu.of((bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF), data)));
        return this;
    }

    long nanos() {
        return now;
    }

    @Override
    public byte[] read(Duration timeout) {
        Due next = coming.peek();
        if (next != null && now >= next.at()) {
            return coming.remove().bytes();
        }
        now += timeout.toNanos();
        return new byte[0];
    }

    @Override
    public void write(byte[] bytes, Duration deadline) {
        for (Received received : decoder.feed(bytes)) {
            if (received instanceof Received.Message(Apdu apdu) && !isLost(apdu)) {
                heard.add(HEX.formatHex(apdu.encoded()));
                coming.add(new Due(now, new byte[]{SerialFrame.ACK}));
                if (master || !Commands.isResponse(apdu)) {
                    goesOn(!master && apdu.control() == Commands.ABORT_BY_TILL);
                }
            }
        }
    }

    private boolean isLost(Apdu apdu) {
        return apdu.control() == Commands.ABORT_BY_TILL && losesAborts-- > 0;
    }

    /// A response of the terminal is followed by what it says as the master, up to its last word on the command.
    private void goesOn(boolean stopsNothing) {
        Said next = script.poll();
        while (next != null) {
            dueAt = Math.max(dueAt, now) + next.after().toNanos();
            coming.add(new Due(dueAt, SerialFrame.encode(next.apdu())));
            int control = next.apdu().control();
            master = control != Commands.COMPLETION && control != Commands.ABORT_BY_TERMINAL;
            next = Commands.isResponse(next.apdu()) && !stopsNothing ? script.poll() : null;
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
