package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.IdSource;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost agent backup`, `restore` and `check`, to the journal of an agent that sells.
class JournalCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    record Result(int exit, String out, String err) {}

    @Test
    void aJournalIsCheckedBackedUpAndRestored() throws Exception {
        String file = folder.resolve("journal.tpbackup").toString();
        try (var agent = new TestAgent(folder)) {
            agent.openShift("till-1");
            agent.sell("till-1");
            var status = TestAgent.ok(agent.get("/v1/status")).required("durability");
            assertEquals("IN_STEP", status.required("mirror").asText(), status.toString());
            assertTrue(status.required("freeBytes").asLong() > 0, status.toString());
            var check = run("check");
            assertEquals(0, check.exit, check.out + check.err);
            assertTrue(check.out.contains("\"state\":\"INTACT\""), check.out);
            assertTrue(check.out.contains("\"advice\":\"the mirror is on the same disk"), check.out);
            assertTrue(status.required("mirrorAdvice").asText().contains("journal.mirrorFolder"),
                    status.toString());
            var backup = run("backup", "--to", file);
            assertEquals(0, backup.exit, backup.err);
            assertTrue(backup.out.contains("\"store\":\"s-1\"") && backup.out.contains("\"sha256\""),
                    backup.out);
            var twice = run("backup", "--to", file);
            assertEquals(1, twice.exit);
            assertEquals(1, twice.err.lines().count(), twice.err);
            var running = run("restore", file);
            assertEquals(1, running.exit);
            assertTrue(running.err.contains("in use by another process"), running.err);
            agent.stop();
            var restored = run("restore", file);
            assertEquals(0, restored.exit, restored.err);
            assertTrue(restored.out.contains("/replaced-"), restored.out);
            var waiting = run("check");
            assertEquals(5, waiting.exit, waiting.out);
            assertTrue(waiting.out.contains("restored from journal.tpbackup"), waiting.out);
        }
    }

    @Test
    void aDamagedJournalAndAMirrorThatLacksSomethingHaveExitCodesOfTheirOwn() throws Exception {
        try (var agent = new TestAgent(folder)) {
            agent.openShift("till-1");
            agent.sell("till-1");
            agent.stop();
            try (var files = Files.list(folder.resolve("data/mirror"))) {
                for (Path segment : files.filter(one -> one.toString().endsWith(".mirror")).toList()) {
                    Files.delete(segment);
                }
            }
            assertEquals(4, run("check").exit);
            Path database = folder.resolve("data/journal.db");
            byte[] bytes = Files.readAllBytes(database);
            java.util.Arrays.fill(bytes, 4_096, bytes.length, (byte) 7);
            Files.write(database, bytes);
            var damaged = run("check");
            assertEquals(3, damaged.exit, damaged.out + damaged.err);
            Files.delete(database);
            assertEquals(1, run("check").exit);
        }
    }

    private Result run(String... words) {
        var all = new ArrayList<>(List.of(words[0], "--config", folder.resolve("agent.json").toString()));
        all.addAll(List.of(words).subList(1, words.length));
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = AgentCommand.commandLine(new Machine(clock, random, IdSource.uuidV7(clock, random),
                System::nanoTime), InputStream.nullInputStream())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }
}
