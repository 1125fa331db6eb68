package io.tillpost.edge;

import static io.tillpost.edge.TillWorld.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Live streams and receipts of people who are signed in, and of those who train.
class LivePeopleTest {
    private static final String TWENTY = "{\"kind\":\"cash\",\"given\":{\"minor\":2000,\"currency\":\"EUR\"}}";

    @TempDir
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private TillWorld world;

    @BeforeEach
    void start() throws Exception {
        world = new TillWorld(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void whoeverIsTakenOverHearsItAndTheStreamEnds() throws Exception {
        try (InputStream stream = listen(world.signIn("till-1", "anna"), "/v1/tills/till-1/live")) {
            var _ = world.signIn("till-1", "ben");
            String heard = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(
                    heard.endsWith("event: taken-over\ndata: {\"operator\":\"ben\",\"title\":\"Ben\"}\n\n"),
                    heard);
        }
    }

    @Test
    void whatIsForTrainingIsHeardThereAndMarkedOnItsReceipt() throws Exception {
        String anna = world.signIn("till-1", "anna");
        try (InputStream stream = listen(anna, "/training/v1/tills/till-1/live")) {
            assertEquals(": here\n\n", new String(stream.readNBytes(": here\n\n".length()),
                    StandardCharsets.UTF_8));
            var _ = ok(world.post(anna, "/training/v1/shifts", TillWorld.opening("till-1")));
            String sale = ok(world.post(world.apiToken(), "/training/v1/sales",
                    TillWorld.basket("till-1", 700))).required("sale").asText();
            var _ = ok(world.post(anna, "/training/v1/sales/" + sale + "/tenders", TWENTY));
            String receipt = world.get(anna, "/training/v1/sales/" + sale + "/receipt").body();
            assertEquals(2, receipt.lines().filter(line -> line.contains("*** TRAINING ***")).count(),
                    receipt);
            var heard = new Scanner(stream, StandardCharsets.UTF_8).useDelimiter("\n\n");
            assertTrue(heard.next().startsWith("event: page"));
            assertTrue(heard.next().startsWith("event: changed"));
        }
    }

    @Test
    void aReceiptThatCountsIsNotMarked() throws Exception {
        String anna = world.signIn("till-1", "anna");
        var _ = world.openShift(anna, "till-1");
        String sale = world.sale("till-1", 700);
        var _ = ok(world.post(anna, "/v1/sales/" + sale + "/tenders", TWENTY));
        assertFalse(world.get(anna, "/v1/sales/" + sale + "/receipt").body().contains("***"));
    }

    private InputStream listen(String token, String path) throws Exception {
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + world.port() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofInputStream());
        assertEquals(200, answer.statusCode());
        return answer.body();
    }
}
