package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.cli.QueueCommand;
import io.tillpost.edge.cli.SyncCommand;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `tillpost sync` and `tillpost queue`, to an agent that goes on selling.
class QueueCommandTest {
    @TempDir
    private Path folder = Path.of("");

    record Result(int exit, String out, String err) {}

    private Result run(TestAgent agent, CommandLine commands, String... words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(1, List.of("--config", folder.resolve("agent.json").toString(), "--port",
                Integer.toString(agent.port())));
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }

    private Result queue(TestAgent agent, String... words) {
        return run(agent, QueueCommand.commandLine(), words);
    }

    @Test
    void aSaleIsFoundInTheQueueShownExplainedAndExported() throws Exception {
        try (var agent = new TestAgent(folder)) {
            agent.openShift("till-1");
            String sale = agent.sell("till-1");
            var list = queue(agent, "list");
            assertEquals(0, list.exit, list.err);
            String line = list.out.lines().filter(one -> one.contains("SaleCompleted")).findFirst()
                    .orElseThrow();
            String event = line.substring(line.lastIndexOf(' ') + 1);

            var shown = queue(agent, "show", event);
            assertEquals(0, shown.exit, shown.err);
            assertTrue(shown.out.contains("\"" + sale + "\"") && shown.out.contains("\"till\":\"till-1\""),
                    shown.out);

            var why = run(agent, SyncCommand.commandLine(), "explain", event);
            assertEquals(1, why.exit, "nothing goes anywhere without an uplink");
            assertTrue(why.out.contains("has no way to head office"), why.out);

            Path file = folder.resolve("queue.jsonl");
            var export = queue(agent, "export", "--to", file.toString());
            assertEquals(0, export.exit, export.err);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertChained(Files.readAllLines(file));
            assertEquals(1, queue(agent, "export", "--to", file.toString()).exit, "nothing is overwritten");
        }
    }

    private static void assertChained(List<String> lines) {
        String hash = null;
        long seq = 0;
        for (String line : lines) {
            JsonNode row = Json.readTree(line.getBytes(StandardCharsets.UTF_8));
            assertEquals(++seq, row.path("seq").asLong());
            assertTrue(hash == null || hash.equals(row.path("prev").asText()), line);
            hash = row.path("hash").asText();
        }
        assertTrue(seq >= 3, "a shift, a sale begun and a sale completed");
    }

    @Test
    void statusSaysThatThereIsNoHeadOfficeAndQuarantineThatThereIsNothing() throws Exception {
        try (var agent = new TestAgent(folder)) {
            var status = run(agent, SyncCommand.commandLine(), "status");
            assertEquals(0, status.exit, status.err);
            assertTrue(status.out.contains("head office: none configured"), status.out);
            assertTrue(status.out.contains("mirror: the mirror is on the same disk as the journal"),
                    status.out);
            assertTrue(status.out.contains("set journal.mirrorFolder"), status.out);
            var json = run(agent, SyncCommand.commandLine(), "status", "--json");
            assertTrue(json.out.startsWith("{"), json.out);
            assertTrue(queue(agent, "quarantine").out.contains("set nothing aside"));
            assertTrue(queue(agent, "list", "--lane", "tel").out.contains("nothing waits"));
        }
    }

    @Test
    void whatIsAskedWronglyIsRefusedInOneLine() throws Exception {
        try (var agent = new TestAgent(folder)) {
            assertEquals(2, queue(agent, "list", "--lane", "gold").exit);
            assertEquals(2, queue(agent, "show", "not-a-uuid").exit);
            var unknown = queue(agent, "show", "0195e5a4-1c00-7000-8000-000000000001");
            assertEquals(1, unknown.exit);
            assertEquals(1, unknown.err.lines().count(), unknown.err);
            var many = queue(agent, "list", "--limit", "5000");
            assertEquals(2, many.exit);
            assertTrue(many.err.contains("expected 1 to 1000"), many.err);
            agent.stop();
            var gone = run(agent, SyncCommand.commandLine(), "status");
            assertEquals(1, gone.exit);
            assertFalse(gone.err.isBlank());
        }
    }

    @Test
    void nobodyAtATillReadsTheQueue() throws Exception {
        try (var agent = new TestAgent(folder)) {
            var answer = agent.client.send(agent.request("/v1/queue/events").build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());
            assertEquals(401, answer.statusCode());
        }
    }
}
