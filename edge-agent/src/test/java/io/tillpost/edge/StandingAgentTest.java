package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent whose journal fails while it sells gets up by itself, at the same port.
class StandingAgentTest {
    private static final String NOBODY = "{\"operators\":[]}";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder = Path.of("");
    private final Logger log = Logger.getLogger(StandingAgent.class.getName());
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aJournalThatIsDamagedWhileItIsWrittenIsPutAsideAndShiftsAreOpenedAgain() throws Exception {
        try (var agent = start()) {
            int port = agent.port();
            assertEquals(201, open(port, "till-1"));
            damage();
            untilOpen(port, "till-2");
            assertEquals(port, agent.port());
        }
        assertTrue(!aside().isEmpty());
    }

    @Test
    void aStartThatFailsAfterTheRecoveryDoesNotPutTheNewFileAside() throws Exception {
        try (var agent = start()) {
            int port = agent.port();
            assertEquals(201, open(port, "till-1"));
            var _ = operators("no JSON");
            var failed = startsThatFail();
            damage();
            // Found by whoever writes next.
            var _ = open(port, "till-2");
            assertTrue(failed.await(60, TimeUnit.SECONDS), "no start has failed");
            var _ = operators(NOBODY);
            untilOpen(port, "till-2");
        }
        assertEquals(1, aside().size(), aside().toString());
    }

    /// Read at each start, as long as it names nobody.
    private Path operators(String json) throws IOException {
        return Files.writeString(folder.resolve("operators.json"), json);
    }

    private StandingAgent start() throws Exception {
        var _ = operators(NOBODY);
        Path file = Files.writeString(folder.resolve("agent.json"),
                """
                        {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                         "zone":"Europe/Berlin","currency":"EUR","operatorsFile":"operators.json","receipt":{"series":"s-1","header":["ACME"]},
                         "dataFolder":"data","http":{"port":0},
                         "tills":[{"name":"till-1","drawer":"drawer-1"},{"name":"till-2","drawer":"drawer-2"}]}""");
        var clock = Clock.systemUTC();
        var random = new Random();
        return StandingAgent.start(AgentConfig.load(file),
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime));
    }

    @AfterEach
    void listenNoMore() {
        for (Handler handler : log.getHandlers()) {
            log.removeHandler(handler);
        }
    }

    private CountDownLatch startsThatFail() {
        var failed = new CountDownLatch(1);
        log.addHandler(new Handler() {
            @Override
            public void publish(LogRecord said) {
                if (String.valueOf(said.getMessage()).contains("cannot start again")) {
                    failed.countDown();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return failed;
    }

    /// A table that vanishes under the writer stands for every failure that nobody thought of.
    private void damage() throws Exception {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
                var statement = other.createStatement()) {
            var _ = statement.executeUpdate("alter table shelf rename to stolen");
        }
    }

    private void untilOpen(int port, String till) throws Exception {
        long until = System.nanoTime() + DEADLINE_NANOS;
        int answer = 0;
        while (answer != 201 && System.nanoTime() < until) {
            answer = open(port, till);
        }
        assertEquals(201, answer);
    }

    private List<String> aside() throws IOException {
        try (var files = Files.list(folder.resolve("data"))) {
            return files.map(one -> String.valueOf(one.getFileName()))
                    .filter(name -> name.startsWith("damaged-"))
                    .toList();
        }
    }

    private int open(int port, String till) throws Exception {
        String token = Files.readString(folder.resolve("data/api-token")).strip();
        try {
            return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/shifts"))
                    // A connection that is taken in while the server stops is never answered.
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .POST(HttpRequest.BodyPublishers.ofString("{\"till\":\"" + till
                            + "\",\"operator\":\"anna\",\"openingFloat\":{\"minor\":100,\"currency\":\"EUR\"}}"))
                    .build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
