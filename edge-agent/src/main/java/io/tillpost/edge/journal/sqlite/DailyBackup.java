package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.Origin;
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
/// first. Other files in the folder, and other boxes' backups, are left alone. Nothing is written while there is no room
/// for it, and after any other failure nothing for hours: each try reads and writes the whole journal.
final class DailyBackup implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DailyBackup.class.getName());
    private static final Duration EVERY = Duration.ofDays(1);
    private static final long LOOK_MINUTES = 10;
    /// Six hours.
    static final int LOOKS_AFTER_FAILURE = 36;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);
    private static final String STAMPED = "([0-9]{8}T[0-9]{6}Z)\\.tpbackup";
    /// Behind the name of a backup that did not come to its end.
    private static final String DRAFT = "(\\.db)?\\.new";
    /// Versions of before did not name the agent.
    private static final Pattern UNNAMED = Pattern.compile("journal-" + STAMPED);
    private static final Pattern UNNAMED_DRAFT = Pattern.compile(UNNAMED.pattern() + DRAFT);
    /// Nobody writes one for so long.
    private static final Duration DRAFT_LEFT = Duration.ofDays(1);

    private final JournalBackup backup;
    private final Seal seal;
    private final Clock clock;
    private final Path folder;
    private final Origin origin;
    private final int keep;
    private final Pattern named;
    private final Pattern draft;
    private final Care care;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    /// So many looks more take none. Counted, for the clock may step meanwhile.
    private int pause;

    /// Where backups are put.
    ///
    /// @param origin whose they are
    /// @param keep how many of them
    record Place(Path folder, Origin origin, int keep) {}

    DailyBackup(JournalBackup backup, Seal seal, Clock clock, Place place, Care care) {
        this.backup = backup;
        this.seal = seal;
        this.clock = clock;
        this.folder = place.folder;
        this.origin = place.origin;
        this.keep = place.keep;
        this.named = Pattern.compile(Pattern.quote("journal-" + origin.agent() + "-") + STAMPED);
        this.draft = Pattern.compile(named.pattern() + DRAFT);
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
            Instant now = clock.instant();
            dropDrafts(now);
            prune(now, keep);
            if (isDue(now)) {
                take(now);
                prune(now, keep);
            }
            care.say("backup", null, "");
        } catch (IOException | RuntimeException | Error e) {
            // Also a folder that goes away while it is listed, or memory that is short for a moment: the next look is in time.
            LOG.log(Level.WARNING, "the backup to {0} failed: {1}", folder, e.toString());
            care.say("backup", "backup-failed", folder + ": " + e.getMessage());
        }
    }

    /// The one that would go afterwards makes room, but the newest is never given for one that is not there yet.
    private void take(Instant now) throws IOException {
        Path file = folder.resolve("journal-" + origin.agent() + "-" + STAMP.format(now) + ".tpbackup");
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
                .map(Own::taken)
                .filter(taken -> !taken.isAfter(now))
                .noneMatch(taken -> taken.plus(EVERY).isAfter(now));
    }

    /// A backup of this box, and the time that it says.
    private record Own(Path file, Instant taken) {}

    /// By the time that they say.
    private List<Own> all() throws IOException {
        try (var files = Files.list(folder)) {
            return files.flatMap(file -> own(file).stream())
                    .sorted(Comparator.comparing(Own::taken))
                    .toList();
        }
    }

    private Optional<Own> own(Path file) {
        String name = String.valueOf(file.getFileName());
        Matcher ours = named.matcher(name);
        if (ours.matches()) {
            return taken(ours).map(taken -> new Own(file, taken));
        }
        Matcher unnamed = UNNAMED.matcher(name);
        return unnamed.matches() && isOurs(file)
                ? taken(unnamed).map(taken -> new Own(file, taken))
                : Optional.empty();
    }

    /// Whether it says inside that it is this box's.
    private boolean isOurs(Path file) {
        return JournalBackup.manifest(file)
                .filter(one -> one.tenant().equals(origin.tenant()) && one.store().equals(origin.store())
                        && one.agent().equals(origin.agent()))
                .isPresent();
    }

    private static Optional<Instant> taken(Matcher name) {
        try {
            return Optional.of(Instant.from(STAMP.parse(name.group(1))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void prune(Instant now, int most) throws IOException {
        // Who says a time to come first, and else the oldest.
        List<Own> there = all().stream()
                .sorted(Comparator.comparing(own -> !now.isBefore(own.taken)))
                .toList();
        for (Own old : there.subList(0, Math.max(0, there.size() - most))) {
            Files.delete(old.file);
        }
    }

    private void dropDrafts(Instant now) throws IOException {
        List<Path> there;
        try (var files = Files.list(folder)) {
            there = files.toList();
        }
        for (Path file : there) {
            String name = String.valueOf(file.getFileName());
            if (draft.matcher(name).matches()
                    || (UNNAMED_DRAFT.matcher(name).matches() && isLeft(file, now))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /// A draft that names nobody may be another box's, which writes it just now.
    private static boolean isLeft(Path draft, Instant now) throws IOException {
        return Files.getLastModifiedTime(draft).toInstant().plus(DRAFT_LEFT).isBefore(now);
    }

    /// A backup that is under way comes to nothing: the next one deletes its draft.
    @Override
    public void close() {
        stop.countDown();
    }
}
