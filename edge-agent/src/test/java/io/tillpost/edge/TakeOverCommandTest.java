package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.IdSource;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost agent take-over`, to an agent that runs.
class TakeOverCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatCannotBeTakenOverIsRefusedInOneLine() throws Exception {
        try (var agent = new TestAgent(folder)) {
            assertRefused(agent, "no-head-office", "--lane", "all", "--reason", "the other box is scrap");
            assertRefused(agent, "malformed-request", "--lane", "sea", "--reason", "the other box is scrap");
            assertRefused(agent, "malformed-request", "--lane", "fin", "--reason", " ");
        }
    }

    private void assertRefused(TestAgent agent, String code, String... more) {
        var arguments = new ArrayList<>(List.of("take-over", "--config",
                folder.resolve("agent.json").toString(), "--port", Integer.toString(agent.port())));
        arguments.addAll(List.of(more));
        var err = new StringWriter();
        var random = new SecureRandom();
        int exit = AgentCommand
                .commandLine(new Machine(Clock.systemUTC(), random,
                        IdSource.uuidV7(Clock.systemUTC(), random), System::nanoTime),
                        InputStream.nullInputStream())
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        assertEquals(1, exit);
        assertTrue(err.toString().contains(code), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }
}
