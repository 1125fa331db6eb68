package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.ORIGIN;
import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.disk.DiskLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who backs the journal up daily, and keeps two.
class DailyBackupTest {
    /// More than any disk has.
    private static final DiskLimits NO_ROOM = new DiskLimits(1L << 60, 0, 1L << 60);

    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private final TurnedClock clock = new TurnedClock(JournalWorld.CLOCK.instant().toString());
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        try (var journal = open(data)) {
            fill(journal, 3);
        }
    }

    @Test
    void aBackupADayIsMadeAndTheNewestAreKept() throws Exception {
        with(null, (daily, backups) -> {
            for (int day = 0; day < 4; day++) {
                daily.lookNow();
                daily.lookNow();
                clock.turn(Duration.ofDays(1));
            }
            Files.createFile(backups.resolve("notes.txt"));
            daily.lookNow();
            assertEquals(List.of("journal-store-7-a-20260305T081530Z.tpbackup",
                    "journal-store-7-a-20260306T081530Z.tpbackup", "notes.txt"), names(backups));
        });
    }

    @Test
    void backupsOfATimeWhenTheClockWasAheadGoBeforeThoseOfToday() throws Exception {
        with(null, (daily, backups) -> {
            for (int days : List.of(10, 1, -11)) {
                clock.turn(Duration.ofDays(days));
                daily.lookNow();
            }
            assertEquals(List.of("20260302", "20260313"), days(backups));
            clock.turn(Duration.ofDays(1));
            daily.lookNow();
            daily.lookNow();
            assertEquals(List.of("20260302", "20260303"), days(backups));
        });
    }

    @Test
    void whereItWouldTakeTheRoomThatSellingNeedsNoneIsBegunAndPeopleAreTold() throws Exception {
        with(NO_ROOM, (daily, backups) -> {
            daily.lookNow();
            assertEquals(List.of(), names(backups));
            await(() -> !told.isEmpty());
            assertTrue(told.element().matches("backup-failed .*a backup in .* takes about [0-9]+ bytes"
                    + " and has to leave 1152921504606846976; [0-9]+ are free"), told.element());
        });
    }

    @Test
    void theOldestGoesFirstWhereThereIsNoRoomAndTheNewestIsNeverGivenForOneThatIsNotThereYet()
            throws Exception {
        Path backups = Files.createDirectories(folder.resolve("backups"));
        for (String day : List.of("20260226", "20260227", "20260228")) {
            Files.createFile(backups.resolve("journal-store-7-a-" + day + "T081530Z.tpbackup"));
        }
        Files.createFile(backups.resolve("journal-store-7-a-20260301T081530Z.tpbackup.db.new"));
        with(NO_ROOM, (daily, _) -> {
            daily.lookNow();
            daily.lookNow();
            assertEquals(List.of("journal-store-7-a-20260228T081530Z.tpbackup"), names(backups));
        });
    }

    @Test
    void asSoonAsThereIsRoomOneIsTaken() throws Exception {
        with(NO_ROOM, (daily, _) -> daily.lookNow());
        with(null, (daily, backups) -> {
            daily.lookNow();
            assertEquals(List.of("20260302"), days(backups));
        });
    }

    @Test
    void afterOneThatFailedOnTheWayTheNextIsTriedHoursLater() throws Exception {
        byte[] whole = Files.readAllBytes(data.resolve("journal.db"));
        tamper(data, "update event_fin set hash = zeroblob(32) where seq = 2");
        with(null, (daily, backups) -> {
            daily.lookNow();
            await(() -> !told.isEmpty());
            assertEquals(List.of(), names(backups));
            Files.write(data.resolve("journal.db"), whole);
            for (int look = 0; look < DailyBackup.LOOKS_AFTER_FAILURE; look++) {
                daily.lookNow();
            }
            assertEquals(List.of(), names(backups), "each try reads and writes all of the journal");
            daily.lookNow();
            assertEquals(List.of("20260302"), days(backups));
        });
    }

    @Test
    void boxesThatShareAFolderEachHaveTheirOwnAndLeaveTheOthersAlone() throws Exception {
        var others = List.of("journal-store-7-20260302T070000Z.tpbackup",
                "journal-store-7-a-b-20260302T070000Z.tpbackup",
                "journal-store-7-b-20260227T070000Z.tpbackup", "journal-store-7-b-20260228T070000Z.tpbackup",
                "journal-store-7-b-20260301T070000Z.tpbackup", "journal-store-7-b-20260302T070000Z.tpbackup",
                "journal-store-7-b-20260302T080000Z.tpbackup.db.new",
                "journal-store-7-b-20260302T080000Z.tpbackup.new");
        Path backups = Files.createDirectories(folder.resolve("backups"));
        for (String other : others) {
            Files.createFile(backups.resolve(other));
        }
        with(null, (daily, _) -> {
            for (int day = 0; day < 4; day++) {
                daily.lookNow();
                clock.turn(Duration.ofDays(1));
            }
            var there = new ArrayList<>(names(backups));
            assertTrue(there.removeAll(others));
            assertEquals(List.of("journal-store-7-a-20260304T081530Z.tpbackup",
                    "journal-store-7-a-20260305T081530Z.tpbackup"), there);
            others.forEach(other -> assertTrue(Files.exists(backups.resolve(other)), other));
        });
    }

    @Test
    void ofBackupsThatDoNotNameTheirBoxItsOwnCountAndTheOthersAreLeftAlone() throws Exception {
        Path backups = Files.createDirectories(folder.resolve("backups"));
        Path own = backups.resolve("journal-20260302T070000Z.tpbackup");
        var _ = new JournalBackup(data, ORIGIN, clock, null).write(own, TestKeys.KEYS, TestKeys.RANDOM);
        Path foreign = backups.resolve("journal-20260228T070000Z.tpbackup");
        var neighbour = new Origin(ORIGIN.tenant(), ORIGIN.legalEntity(), ORIGIN.store(), "store-7-b",
                ORIGIN.zone(), ORIGIN.softwareVersion());
        var _ = new JournalBackup(data, neighbour, clock, null).write(foreign, TestKeys.KEYS,
                TestKeys.RANDOM);
        Path unreadable = Files.createFile(backups.resolve("journal-20260302T080000Z.tpbackup"));
        Path left = Files.createFile(backups.resolve("journal-20260228T080000Z.tpbackup.db.new"));
        Files.setLastModifiedTime(left, FileTime.from(clock.instant().minus(Duration.ofDays(2))));
        Path beingWritten = Files.createFile(backups.resolve("journal-20260302T081000Z.tpbackup.new"));
        Files.setLastModifiedTime(beingWritten, FileTime.from(clock.instant()));
        with(null, (daily, _) -> {
            daily.lookNow();
            assertEquals(List.of(foreign, own, unreadable, beingWritten),
                    Stream.of(foreign, own, unreadable, left, beingWritten).filter(Files::exists).toList());
            assertEquals(4, names(backups).size(), "its own is not a day old");
            for (int day = 0; day < 2; day++) {
                clock.turn(Duration.ofDays(1));
                daily.lookNow();
            }
            assertFalse(Files.exists(own), "two are kept");
            assertTrue(Files.exists(foreign) && Files.exists(unreadable));
        });
    }

    @FunctionalInterface
    private interface Days {
        void pass(DailyBackup daily, Path backups) throws IOException;
    }

    private void with(@Nullable DiskLimits limits, Days days) throws Exception {
        Path backups = folder.resolve("backups");
        try (var sql = Sql.readOnly(data.resolve("journal.db"));
                var journal = open(folder.resolve("care"), Safeguards.NONE)) {
            journal.onTrouble(new Trouble() {
                @Override
                public void begun(String kind, String subject, String evidence) {
                    told.add(kind + " " + evidence);
                }

                @Override
                public void over(String subject) {
                    // Also said at the start.
                }
            });
            Seal seal = Inspection.seal(sql, ORIGIN, TestKeys.KEYS, TestKeys.RANDOM);
            days.pass(new DailyBackup(new JournalBackup(data, ORIGIN, clock, limits), seal, clock,
                    new DailyBackup.Place(backups, ORIGIN, 2), journal.care()), backups);
        }
    }

    private static List<String> days(Path backups) throws IOException {
        return names(backups).stream().map(name -> name.replaceAll(".*-([0-9]{8})T.*", "$1")).toList();
    }

    private static List<String> names(Path backups) throws IOException {
        try (var files = Files.list(backups)) {
            return files.map(one -> String.valueOf(one.getFileName())).sorted().toList();
        }
    }
}
