package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.finOfLength;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.JournalRefusedException.Reason;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The journal on a disk that is full, and on one that fails.
class JournalDiskTest {
    private static final String ANSWERED = "answered ";

    private static final long MIB = 1L << 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void onAFullDiskNothingNewIsBegunWhatIsOpenIsFinishedAndAllIsWellWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk.toString()),
                "skipped: no right to mount a small disk");
        try {
            onASmallDisk(disk);
        } finally {
            assertTrue(run("umount", "-l", disk.toString()), "umount " + disk);
        }
    }

    private void onASmallDisk(Path disk) throws IOException {
        Path data = disk.resolve("data");
        var guards = Safeguards.full(folder.resolve("mirror")).with(new DiskLimits(4 * MIB, 0, 3 * MIB));
        try (var journal = open(data, guards)) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            assertEquals(MIB, Files.size(data.resolve("ballast")));
            Path filler = fill(disk, 2 * MIB);
            journal.lookAtDisk();
            assertEquals("NEARLY_FULL", journal.durability().disk());
            var refused = assertThrows(JournalRefusedException.class,
                    () -> journal.commit(unit -> unit.append(STAMP, fin())));
            assertEquals(Reason.DISK_NEARLY_FULL, refused.reason());
            var _ = journal.commit(unit -> unit.append(STAMP, finOfLength(100)));
            long accepted = untilItIsFull(journal);
            assertTrue(accepted > 2, "the ballast made room for what was open");
            assertFalse(Files.exists(data.resolve("ballast")));
            assertEquals("FULL", journal.durability().disk());
            Files.delete(filler);
            journal.lookAtDisk();
            assertTrue(Files.exists(data.resolve("ballast")));
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            assertEquals(new ChainCheck.Intact(1, accepted + 1), journal.archive().verify(Lane.FIN));
            assertEquals("IN_STEP", journal.durability().mirror());
        }
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty());
        }
        var _ = fill(disk, 0);
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty(), "a full disk is no damage");
            assertFalse(Files.exists(data.resolve("ballast")), "it made room for the start");
            assertEquals("NEARLY_FULL", journal.durability().disk());
            var _ = journal.commit(unit -> unit.append(STAMP, finOfLength(100)));
        }
    }

    private static long untilItIsFull(SqliteJournal journal) {
        while (true) {
            try {
                var _ = journal.commit(unit -> unit.append(STAMP, finOfLength(30_000)));
            } catch (JournalRefusedException e) {
                assertEquals(Reason.DISK_FULL, e.reason());
                return journal.outbox().head(Lane.FIN).lastSeq();
            }
        }
    }

    /// Leaves so many bytes free.
    private static Path fill(Path disk, long free) throws IOException {
        Path filler = disk.resolve("filler");
        long bytes = Files.getFileStore(disk).getUsableSpace() - free;
        return Files.write(filler, new byte[Math.toIntExact(bytes)]);
    }

    @Test
    void aMirrorThatCannotBeListedStopsNoSale() throws Exception {
        var guards = mirrored(folder.resolve("mirror"));
        try (var journal = open(folder.resolve("data"), guards)) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
        }
        String said = child("-P", folder.resolve("mirror").toString(), "-e", "trace=getdents64", "-e",
                "inject=getdents64:error=EIO");
        assertEquals(50, said.lines().filter(line -> line.startsWith(ANSWERED)).count(), said);
        assertTrue(said.contains("mirror FAILED"), said);
        try (var journal = open(folder.resolve("data"), guards)) {
            assertTrue(journal.recovery().isEmpty());
            assertEquals(new ChainCheck.Intact(1, 51), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void anFsyncThatFailsLosesNothingThatWasAnsweredAndNobodyIsNeeded() throws Exception {
        String said = child("-e", "trace=fsync,fdatasync", "-e",
                "inject=fsync,fdatasync:error=EIO:when=31");
        List<UUID> answered = said.lines()
                .filter(line -> line.startsWith(ANSWERED))
                .map(line -> UUID.fromString(line.substring(ANSWERED.length())))
                .toList();
        assertTrue(answered.size() >= 5 && answered.size() < 50, said);
        var guards = mirrored(folder.resolve("mirror"));
        try (var journal = open(folder.resolve("data"), guards)) {
            var succession = new TakenDown();
            journal.recovery().orElseThrow().run(succession, () -> {});
            var there = new HashSet<UUID>();
            succession.orders.forEach(order -> order.recovered().forEach(row -> there.add(row.eventId())));
            assertTrue(there.containsAll(answered), said);
            assertTrue(there.size() <= answered.size() + 1,
                    "one may have been committed and not answered: " + said);
        }
    }

    /// What a child says that strace tampers with.
    private String child(String... tampering) throws Exception {
        Assumptions.assumeTrue(run("strace", "--seccomp-bpf", "-f", "-o", "/dev/null", "true"),
                "skipped: no strace that may trace");
        Path out = folder.resolve("out");
        var command = new ArrayList<String>(List.of("strace", "--seccomp-bpf", "-f", "-o", "/dev/null"));
        command.addAll(List.of(tampering));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Child.class.getName(), folder.toString()));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile())
                .start();
        try {
            assertTrue(child.waitFor(120, TimeUnit.SECONDS), "the child did not end");
        } finally {
            child.destroyForcibly();
        }
        String said = Files.readString(out);
        assertEquals(0, child.exitValue(), said);
        return said;
    }

    /// Appends until the journal stops or fifty rows are there, and says what was answered.
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            var guards = mirrored(folder.resolve("mirror"));
            try (var journal = open(folder.resolve("data"), guards)) {
                for (int i = 0; i < 50; i++) {
                    System.out.println(ANSWERED + journal.commit(unit -> unit.append(STAMP, fin())));
                }
                System.out.println("mirror " + journal.durability().mirror());
            } catch (JournalClosedException e) {
                System.out.println("stopped: " + e.getMessage());
            }
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
