package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program of before that finds what a newer one has left, on real files.
class NewerTrainingTest {
    /// Where SQLite keeps `user_version` (file format, 1.3).
    private static final int USER_VERSION_AT = 60;

    @TempDir
    private Path folder;
    private Machine machine;
    private AgentConfig config;

    @BeforeEach
    void start() throws Exception {
        var random = new Random();
        Clock clock = Clock.systemUTC();
        machine = new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime);
        config = AgentConfig.load(Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","tills":[{"name":"till-1","drawer":"drawer-1"}]}"""));
        SellingRooms.open(config, machine, Mode.LIVE).close();
        SellingRooms.open(config, machine, Mode.TRAINING).close();
    }

    @Test
    void trainingOfANewerProgramIsSetAsideAndBegunAnew() throws Exception {
        Path journal = folder.resolve("data/training/journal.db");
        newer(journal);
        byte[] before = Files.readAllBytes(journal);
        SellingRooms.open(config, machine, Mode.TRAINING).close();
        List<Path> aside;
        try (var all = Files.list(folder.resolve("data"))) {
            aside = all.filter(one -> one.getFileName().toString().startsWith("training-newer-")).toList();
        }
        assertEquals(1, aside.size());
        assertArrayEquals(before, Files.readAllBytes(aside.getFirst().resolve("journal.db")));
        SellingRooms.open(config, machine, Mode.TRAINING).close();
        SellingRooms.open(config, machine, Mode.LIVE).close();
    }

    @Test
    void theJournalThatCountsNeverIs() throws Exception {
        Path journal = folder.resolve("data/journal.db");
        newer(journal);
        byte[] before = Files.readAllBytes(journal);
        var refused = assertThrows(JournalDamagedException.class,
                () -> SellingRooms.open(config, machine, Mode.LIVE).close());
        assertTrue(String.valueOf(refused.getMessage()).contains("written by a newer agent"));
        assertArrayEquals(before, Files.readAllBytes(journal));
    }

    @Test
    void anotherStoresTrainingIsLeftWhereItIs() throws Exception {
        AgentConfig other = AgentConfig.load(Files.writeString(folder.resolve("agent.json"),
                Files.readString(folder.resolve("agent.json")).replace("\"s-1\"", "\"s-2\"")));
        assertThrows(JournalDamagedException.class,
                () -> SellingRooms.open(other, machine, Mode.TRAINING).close());
        SellingRooms.open(config, machine, Mode.TRAINING).close();
    }

    private static void newer(Path journal) throws IOException {
        try (var file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.seek(USER_VERSION_AT);
            file.writeInt(1_000);
        }
    }
}
