package io.tillpost.edge.enrolment;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time by which certificates are judged: the system clock, but never before this software was built nor before the
/// last time that head office was heard to say. A box with an empty battery begins in 1970. Safe for use by all threads.
public final class TrustedTime implements InstantSource {
    private static final Logger LOG = System.getLogger(TrustedTime.class.getName());
    private static final String FILE = "good-time";
    /// A box that loses its clock loses at most this much.
    private static final Duration WORTH_WRITING = Duration.ofHours(1);

    private final Clock clock;
    private final Path folder;
    private final Path file;
    private volatile Instant floor;
    private Instant written;

    /// Begins with what was kept.
    ///
    /// @param folder where the last good time is kept
    /// @param built when this software was
    public TrustedTime(Clock clock, Path folder, Instant built) {
        this.clock = clock;
        this.folder = folder;
        this.file = folder.resolve(FILE);
        this.written = read();
        this.floor = written.isAfter(built) ? written : built;
    }

    @Override
    public Instant instant() {
        Instant now = clock.instant();
        Instant least = floor;
        return now.isBefore(least) ? least : now;
    }

    /// Head office, proven to be it, said that it is `now`. Kept on disk about once an hour.
    public synchronized void heard(Instant now) {
        if (now.isAfter(floor)) {
            floor = now;
        }
        if (Duration.between(written, now).compareTo(WORTH_WRITING) >= 0) {
            try {
                new SafeFiles(folder, _ -> {}).write(FILE,
                        (now + "\n").getBytes(StandardCharsets.US_ASCII));
                written = now;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the last good time cannot be kept: {0}", e.toString());
            }
        }
    }

    private Instant read() {
        try {
            return Instant.parse(Files.readString(file).strip());
        } catch (NoSuchFileException _) {
            return Instant.EPOCH;
        } catch (IOException | DateTimeException e) {
            LOG.log(Level.WARNING, "{0} holds no time and is passed over: {1}", file, e.toString());
            return Instant.EPOCH;
        }
    }
}
