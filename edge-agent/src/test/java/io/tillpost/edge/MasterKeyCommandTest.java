package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.IdSource;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost agent master-key`, to an agent that goes on selling.
class MasterKeyCommandTest {
    @TempDir
    private Path folder = Path.of("");

    record Result(int exit, String out, String err) {}

    @Test
    void statusNamesBothJournalsAndShowsNoKey() throws Exception {
        try (var agent = new TestAgent(folder)) {
            var status = run(agent, "status");
            assertEquals(0, status.exit, status.err);
            assertTrue(status.out.contains("\"journal\":\"live\"")
                    && status.out.contains("\"journal\":\"training\""), status.out);
            assertFalse(status.out.contains(Files.readString(folder.resolve("data/master.key")).strip()));
            assertEquals("r--------", PosixFilePermissions
                    .toString(Files.getPosixFilePermissions(folder.resolve("data/master.key"))));
        }
    }

    @Test
    void keysAreExchangedBetweenTwoSalesAndTheAgentStartsAgain() throws Exception {
        try (var agent = new TestAgent(folder)) {
            agent.openShift("till-1");
            agent.sell("till-1");
            var rotated = run(agent, "rotate");
            assertEquals(0, rotated.exit, rotated.err);
            assertTrue(rotated.out.contains("\"sealing\":2"), rotated.out);
            agent.sell("till-1");
            var added = run(agent, "rotate", "--master", "file:" + folder.resolve("next.key"));
            assertEquals(0, added.exit, added.err);
            agent.sell("till-1");
            var refused = run(agent, "rotate");
            assertEquals(1, refused.exit);
            assertTrue(refused.err.contains("master-key-not-usable"), refused.err);
            assertEquals(1, refused.err.lines().count(), refused.err);
            agent.restart();
            assertEquals(0, run(agent, "retire").exit);
            assertEquals(0, run(agent, "rotate").exit);
            agent.restart();
            agent.sell("till-1");
        }
    }

    @Test
    void aMasterKeyThatIsGoneStopsTheStartAndNothingIsMade() throws Exception {
        try (var agent = new TestAgent(folder)) {
            agent.stop();
            Path key = folder.resolve("data/master.key");
            Path away = Files.move(key, folder.resolve("away"));
            var start = run(List.of("run", "--config", folder.resolve("agent.json").toString()));
            assertEquals(1, start.exit);
            assertTrue(start.err.contains("there is no master key; the data is under master key"), start.err);
            assertEquals(1, start.err.lines().count(), start.err);
            assertFalse(Files.exists(key));
            Files.move(away, key);
            agent.restart();
        }
    }

    @Test
    void whatIsNoSourceIsMisuse() throws Exception {
        try (var agent = new TestAgent(folder)) {
            assertEquals(2, run(agent, "rotate", "--master", "nowhere").exit);
        }
    }

    private Result run(TestAgent agent, String command, String... more) {
        var arguments = new ArrayList<>(List.of("master-key", command, "--config",
                folder.resolve("agent.json").toString(), "--port", Integer.toString(agent.port())));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private static Machine machine() {
        var random = new SecureRandom();
        return new Machine(Clock.systemUTC(), random, IdSource.uuidV7(Clock.systemUTC(), random),
                System::nanoTime);
    }

    private static Result run(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = AgentCommand.commandLine(machine(), InputStream.nullInputStream())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }
}
