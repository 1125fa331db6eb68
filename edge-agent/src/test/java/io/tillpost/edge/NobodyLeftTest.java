package io.tillpost.edge;

import static io.tillpost.edge.TillWorld.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operators are lost with the journal's file, and the file that the first ones came from was deleted as everybody is told.
class NobodyLeftTest {
    @TempDir
    private Path folder = Path.of("");
    private TillWorld world;

    @BeforeEach
    void lose() throws Exception {
        world = new TillWorld(folder);
        world.stop();
        Files.delete(folder.resolve("staff.json"));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aBoxWhoseJournalWasDamagedStartsAndSomebodyCanBeTakenOnAnew() throws Exception {
        try (var journal = new RandomAccessFile(folder.resolve("data/journal.db").toFile(), "rw")) {
            journal.write(new byte[16 << 10]);
        }
        startsWithNobodyAndTakesOn();
    }

    @Test
    void soDoesOneWhoseJournalIsGone() throws Exception {
        Files.delete(folder.resolve("data/journal.db"));
        startsWithNobodyAndTakesOn();
    }

    private void startsWithNobodyAndTakesOn() throws Exception {
        world.restart();
        assertEquals(0, ok(world.open("/v1/till-setup")).required("operators").size());
        assertEquals(List.of("raised operators-missing"), told());
        world.restart();
        assertEquals(List.of("raised operators-missing"), told(), "once");
        world.restart();
        assertEquals(201, world.post(world.apiToken(), "/v1/operators", """
                {"operator":"anna","title":"Anna","role":"manager","pin":"1111"}""").statusCode());
        var _ = world.signIn("till-1", "anna");
        assertEquals(List.of("raised operators-missing", "over operators-missing"), told());
    }

    @Test
    void theFileThatCameBackIsReadAndItIsOver() throws Exception {
        Files.delete(folder.resolve("data/journal.db"));
        world.restart();
        world.stop();
        Files.writeString(folder.resolve("staff.json"), """
                {"operators":[{"operator":"anna","title":"Anna","role":"cashier","pin":"1111"}]}""");
        world.restart();
        var _ = world.signIn("till-1", "anna");
        assertEquals(List.of("raised operators-missing", "over operators-missing"), told());
    }

    @Test
    void aFileThatIsThereAndNoneIsRefused() throws Exception {
        Files.delete(folder.resolve("data/journal.db"));
        Files.writeString(folder.resolve("staff.json"), "{\"operators\":");
        var why = assertThrows(IOException.class, world::restart);
        assertTrue(String.valueOf(why.getMessage()).contains("operatorsFile"), why.getMessage());
    }

    /// What was said of operators, oldest first. The agent is stopped by it.
    private List<String> told() {
        world.stop();
        try (var journal = SqliteJournal.open(folder.resolve("data"), new Origin("acme", "acme-de", "s-1",
                "s-1-a", ZoneId.of("Europe/Berlin"), "0"), world.clock,
                IdSource.uuidV7(world.clock, new Random()), System::nanoTime, _ -> key(), TestKeys.RANDOM)) {
            return journal.archive()
                    .journals(Lane.OPS)
                    .stream()
                    .flatMap(key -> journal.archive().events(key, 1, 1_000).stream())
                    .flatMap(event -> word(EventCodec.decode(event.row())))
                    .toList();
        }
    }

    private static Stream<String> word(Event event) {
        return switch (event) {
            case IncidentRaised raised when raised.subject().equals("operators") ->
                Stream.of("raised " + raised.kind());
            case IncidentCleared over when over.subject().equals("operators") ->
                Stream.of("over " + over.kind());
            default -> Stream.of();
        };
    }

    private MasterKey key() {
        try {
            return MasterKey.parse(Files.readAllBytes(folder.resolve("data/master.key")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
