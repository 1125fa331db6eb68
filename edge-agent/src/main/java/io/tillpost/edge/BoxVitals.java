package io.tillpost.edge;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// How this box does, as far as its system tells.
final class BoxVitals implements Supplier<TelemetrySampled> {
    private static final Path OF_THIS_PROCESS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final long KIB = 1_024;
    private static final long UNKNOWN = -1;

    private final Path folder;
    private final Outbox outbox;
    private final LongSupplier nanos;
    private final long startedNanos;

    /// @param folder where the journal is
    /// @param nanos monotonic time
    BoxVitals(Path folder, Outbox outbox, LongSupplier nanos) {
        this.folder = folder;
        this.outbox = outbox;
        this.nanos = nanos;
        this.startedNanos = nanos.getAsLong();
    }

    @Override
    public TelemetrySampled get() {
        try {
            Runtime runtime = Runtime.getRuntime();
            return new TelemetrySampled(size("journal.db") + size("journal.db-wal"),
                    Files.getFileStore(folder).getUsableSpace(), outbox.backlog(Lane.FIN).events(),
                    outbox.backlog(Lane.OPS).events(), runtime.totalMemory() - runtime.freeMemory(),
                    residentBytes(), Duration.ofNanos(nanos.getAsLong() - startedNanos).toSeconds());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long size(String file) throws IOException {
        try {
            return Files.size(folder.resolve(file));
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    /// As Linux says it (proc_pid_status(5)).
    private static long residentBytes() {
        try {
            return Files.readAllLines(OF_THIS_PROCESS)
                    .stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kib -> Long.parseLong(kib) * KIB)
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException | NumberFormatException _) {
            return UNKNOWN;
        }
    }
}
