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
/// last time that head office was heard to say. A box with an empty battery begins in 1970. What head office cannot rightly
/// say is not believed: a box that took it for the time would take no server's certificate any more. Safe for use by all
/// threads.
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
    private boolean doubted;

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

    /// Head office said what time it is. Kept on disk about once an hour. Returns whether it is believed.
    public synchronized boolean heard(HeardTime said) {
        boolean believed = said.isPossible();
        if (believed) {
            keep(said.now());
        } else if (!doubted) {
            LOG.log(Level.WARNING,
                    "head office says that it is {0}, and its own certificate ends on {1}: that is not believed",
                    said.now(), said.provenUntil());
        }
        doubted = !believed;
        return believed;
    }

    private void keep(Instant now) {
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
