package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.disk.NoRoomException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a backup a day while the agent sells, and keeps the newest few. What the folder holds says when the last one was,
/// so that restarts neither skip nor repeat one. Those of a time when the clock was ahead are older than they say, and go
/// first. Other files in the folder are left alone. Nothing is written while there is no room for it, and after any other
/// failure nothing for hours: each try reads and writes the whole journal.
final class DailyBackup implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DailyBackup.class.getName());
    private static final Duration EVERY = Duration.ofDays(1);
    private static final long LOOK_MINUTES = 10;
    /// Six hours.
    static final int LOOKS_AFTER_FAILURE = 36;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final Pattern NAME = Pattern.compile("journal-([0-9]{8}T[0-9]{6}Z)\\.tpbackup");

    /// What a backup that did not come to its end has left.
    private static final Pattern DRAFT = Pattern.compile(NAME.pattern() + "(\\.db)?\\.new");

    private final JournalBackup backup;
    private final Seal seal;
    private final Clock clock;
    private final Path folder;
    private final int keep;
    private final Care care;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    /// So many looks more take none. Counted, for the clock may step meanwhile.
    private int pause;

    DailyBackup(JournalBackup backup, Seal seal, Clock clock, Path folder, int keep, Care care) {
        this.backup = backup;
        this.seal = seal;
        this.clock = clock;
        this.folder = folder;
        this.keep = keep;
        this.care = care;
        this.thread = Thread.ofPlatform().name("journal-backup").daemon().unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    private void loop() {
        try {
            do {
                lookNow();
            } while (!stop.await(LOOK_MINUTES, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes one if it is time.
    void lookNow() {
        try {
            if (pause > 0) {
                pause--;
                return;
            }
            DurableFile.folder(folder);
            dropDrafts();
            Instant now = clock.instant();
            prune(now, keep);
            if (isDue(now)) {
                take(now);
                prune(now, keep);
            }
            care.say("backup", null, "");
        } catch (IOException | RuntimeException e) {
            // Also a folder that goes away while it is listed: the next look is in time.
            LOG.log(Level.WARNING, "the backup to {0} failed: {1}", folder, e.getMessage());
            care.say("backup", "backup-failed", folder + ": " + e.getMessage());
        }
    }

    /// The one that would go afterwards makes room, but the newest is never given for one that is not there yet.
    private void take(Instant now) throws IOException {
        Path file = folder.resolve("journal-" + STAMP.format(now) + ".tpbackup");
        try {
            write(file);
        } catch (NoRoomException e) {
            prune(now, Math.max(1, keep - 1));
            write(file);
        }
        LOG.log(Level.INFO, "backup {0}", file);
    }

    private void write(Path file) throws IOException {
        pause = LOOKS_AFTER_FAILURE;
        try {
            var _ = backup.write(file, seal);
            pause = 0;
        } catch (NoRoomException e) {
            pause = 0;
            throw e;
        }
    }

    private boolean isDue(Instant now) throws IOException {
        // By the box's clock: one that was set back makes one backup too many, and not one at every look.
        return all().stream()
                .flatMap(file -> takenAt(file).stream())
                .filter(taken -> !taken.isAfter(now))
                .noneMatch(taken -> taken.plus(EVERY).isAfter(now));
    }

    /// By the time that they say.
    private List<Path> all() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> takenAt(file).isPresent()).sorted().toList();
        }
    }

    private static Optional<Instant> takenAt(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        try {
            return name.matches()
                    ? Optional.of(Instant.from(STAMP.parse(name.group(1))))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void prune(Instant now, int most) throws IOException {
        // Who says a time to come first, and else the oldest.
        List<Path> there = all().stream()
                .sorted(Comparator.comparing(file -> takenAt(file).filter(now::isBefore).isEmpty()))
                .toList();
        for (Path old : there.subList(0, Math.max(0, there.size() - most))) {
            Files.delete(old);
        }
    }

    private void dropDrafts() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path draft : files
                    .filter(file -> DRAFT.matcher(String.valueOf(file.getFileName())).matches())
                    .toList()) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /// A backup that is under way comes to nothing: the next one deletes its draft.
    @Override
    public void close() {
        stop.countDown();
    }
}
