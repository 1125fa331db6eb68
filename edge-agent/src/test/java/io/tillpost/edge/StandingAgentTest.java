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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent whose journal fails while it sells gets up by itself, at the same port.
class StandingAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path folder = Path.of("");
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aJournalThatIsDamagedWhileItIsWrittenIsPutAsideAndShiftsAreOpenedAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},
                 "tills":[{"name":"till-1","drawer":"drawer-1"},{"name":"till-2","drawer":"drawer-2"}]}""");
        var clock = Clock.systemUTC();
        var random = new Random();
        try (var agent = StandingAgent.start(AgentConfig.load(file),
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime))) {
            int port = agent.port();
            assertEquals(201, open(port, "till-1"));
            // A table that vanishes under the writer stands for every failure that nobody thought of.
            try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/journal.db"));
                    var statement = other.createStatement()) {
                var _ = statement.executeUpdate("alter table shelf rename to stolen");
            }
            long until = System.nanoTime() + DEADLINE_NANOS;
            int answer = 0;
            while (answer != 201 && System.nanoTime() < until) {
                answer = open(port, "till-2");
            }
            assertEquals(201, answer);
            assertEquals(port, agent.port());
        }
        try (var files = Files.list(folder.resolve("data"))) {
            List<String> aside = files.map(one -> String.valueOf(one.getFileName()))
                    .filter(name -> name.startsWith("damaged-"))
                    .toList();
            assertTrue(!aside.isEmpty(), aside.toString());
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
