package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The live stream of a till, from its commands to its events.
class LiveOverHttpTest {
    @TempDir
    private Path folder;
    private TestAgent agent;

    @BeforeEach
    void start() throws Exception {
        agent = new TestAgent(folder);
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void aCommandIsHeardOnItsTill() throws Exception {
        try (BufferedReader stream = listen("till-1")) {
            assertEquals(": here", stream.readLine());
            agent.openShift("till-1");
            awaitData(stream, "shift");
            agent.sell("till-1");
            awaitData(stream, "sale");
        }
    }

    @Test
    void theStreamNeedsTheTokenAndAKnownTill() throws Exception {
        assertEquals(401, agent.client.send(agent.request("/v1/tills/till-1/live").build(),
                BodyHandlers.ofString()).statusCode());
        assertEquals(404, agent.get("/v1/tills/till-9/live").statusCode());
    }

    @Test
    void oneStreamTooManyIsRefused() throws Exception {
        var streams = new BufferedReader[16];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = listen("till-1");
            assertEquals(": here", streams[i].readLine());
        }
        assertEquals(503, agent.get("/v1/tills/till-1/live").statusCode());
        for (BufferedReader stream : streams) {
            stream.close();
        }
    }

    @Test
    void anEventArrivesSoonAfterItsCommit() throws Exception {
        try (BufferedReader stream = listen("till-1")) {
            agent.openShift("till-1");
            awaitData(stream, "shift");
            var micros = new long[100];
            for (int i = 0; i < micros.length; i++) {
                agent.post("/v1/sales", TestAgent.TEA.formatted("till-1"));
                long answered = System.nanoTime();
                awaitData(stream, "sale");
                micros[i] = (System.nanoTime() - answered) / 1_000;
            }
            Arrays.sort(micros);
            assertTrue(micros[95] < 100_000, "p95 " + micros[95] + " microseconds");
        }
    }

    private BufferedReader listen(String till) throws Exception {
        HttpResponse<InputStream> answer = agent.client.send(
                agent.authorized("/v1/tills/" + till + "/live").build(), BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElse(""));
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static void awaitData(BufferedReader stream, String topic) throws IOException {
        String line = stream.readLine();
        while (!line.startsWith("data: {\"what\":[") || !line.contains("\"" + topic + "\"")) {
            line = stream.readLine();
        }
    }
}
