package io.tillpost.device.simulator.printer;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Records every byte with its time, one piece per line: `2026-01-01T09:00:00Z > 1b40`, where `>` comes from the till
/// and `<` from the printer. Appends to a file that is there.
final class ByteCapture implements AutoCloseable {
    private final Writer file;
    private final Clock clock;

    private ByteCapture(Writer file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /// Records into `path`, or nowhere if it is null.
    static ByteCapture open(@Nullable Path path, Clock clock) throws IOException {
        return new ByteCapture(path == null
                ? Writer.nullWriter()
                : Files.newBufferedWriter(path, StandardCharsets.US_ASCII, StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND),
                clock);
    }

    void fromTill(byte[] bytes) throws IOException {
        record('>', bytes);
    }

    void fromPrinter(byte[] bytes) throws IOException {
        record('<', bytes);
    }

    private void record(char direction, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            file.write(clock.instant() + " " + direction + " " + HexFormat.of().formatHex(bytes) + "\n");
            file.flush();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
