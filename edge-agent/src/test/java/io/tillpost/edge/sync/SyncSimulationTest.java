package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many days of a bad line, each from its seed: messages lost, repeated, reordered, late, damaged; agent and head office
/// killed and restarted; either of them restored from a backup; the box's wall clock set. Afterwards head office has every
/// event once and in order.
class SyncSimulationTest {
    private static final int SEEDS = Integer.getInteger("tillpost.sync.seeds", 150);

    /// In memory where there is such a place: power cuts are tested with the journal, and a disk only slows this down.
    private static final Path MEMORY = Path.of("/dev/shm");

    private Path folder = MEMORY;

    @BeforeEach
    void makeFolder(@TempDir Path onDisk) throws IOException {
        folder = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "tillpost-sync-") : onDisk;
    }

    @AfterEach
    void removeFolder() throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void everyEventArrivesOnceAndInOrderWhateverTheLineDoes() throws IOException {
        long restarts = 0;
        long restores = 0;
        long lost = 0;
        long agentRestores = 0;
        long journals = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Path place = Files.createDirectories(folder.resolve("seed-" + seed));
            try (var world = new SyncWorld(seed, place)) {
                world.runTheDay();
                world.heal();
                world.assertNothingLostDoubledOrReordered();
                restarts += world.agentRestarts();
                restores += world.restores();
                lost += world.messagesLost();
                agentRestores += world.agentRestores();
                journals += world.journals();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertTrue(restarts > SEEDS / 2, "agents restarted " + restarts + " times");
        assertTrue(restores > SEEDS / 20, "head office restored " + restores + " times");
        assertTrue(agentRestores > SEEDS / 10, "agents restored " + agentRestores + " times");
        assertTrue(journals > 3L * SEEDS + SEEDS / 10, "journals at head office " + journals);
        assertTrue(lost > SEEDS, "messages lost " + lost);
    }

    @Test
    void aQuietLineCarriesEverythingInOneConnection() throws IOException {
        try (var world = SyncWorld.quiet(folder.resolve("quiet"))) {
            world.sell(40);
            world.heal();
            world.assertNothingLostDoubledOrReordered();
            assertEquals(1, world.connections());
        }
    }
}
