package io.tillpost.device.simulator.terminal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Every byte that passed, with time and direction, one line per piece:
/// `2026-11-24T10:15:30.123Z till>terminal 10 02 06 00`. What was lost in a pulled cable is marked.
final class Capture implements AutoCloseable {
    enum Direction {
        FROM_TILL("till>terminal"), FROM_TILL_LOST("till>lost"), TO_TILL("terminal>till"), TO_TILL_LOST(
                "terminal>lost");

        private final String written;

        Direction(String written) {
            this.written = written;
        }
    }

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

    private final @Nullable BufferedWriter file;
    private final Clock clock;

    Capture(@Nullable Path path, Clock clock) throws IOException {
        this.file = path == null
                ? null
                : Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.clock = clock;
    }

    synchronized void note(Direction direction, byte[] bytes) {
        if (file == null || bytes.length == 0) {
            return;
        }
        try {
            file.write(clock.instant() + " " + direction.written + " " + HEX.formatHex(bytes) + "\n");
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("capture file cannot be written", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
