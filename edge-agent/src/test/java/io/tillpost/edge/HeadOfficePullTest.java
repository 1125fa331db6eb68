package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.catalog.https.StandInHeadOffice;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.journal.IdSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent with `headOffice` in its configuration.
class HeadOfficePullTest {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void anAgentSellsWhatHeadOfficeHasForItsStore() throws Exception {
        try (var headOffice = StandInHeadOffice.start(); var client = HttpClient.newHttpClient()) {
            headOffice.has(3, "sku,description,price,tax-rate,sales-class\n1,Bread,2.50,7,food\n");
            try (Agent agent = start(headOffice.url())) {
                HttpResponse<String> answer = get(client, agent);
                long deadline = System.nanoTime() + PATIENCE_NANOS;
                while (answer.statusCode() == 404 && System.nanoTime() < deadline) {
                    answer = get(client, agent);
                }
                assertEquals(200, answer.statusCode(), answer.body());
            }
        }
    }

    private HttpResponse<String> get(HttpClient client, Agent agent) throws Exception {
        String token = Files.readString(folder.resolve("data/api-token")).strip();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + "/v1/articles/1"))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private Agent start(URI headOffice) throws Exception {
        Files.writeString(folder.resolve("secret"), "tpsec_secret\n");
        Path file = Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},
                 "headOffice":{"url":"%s","clientId":"s-1","secretFile":"secret"},
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""".formatted(headOffice));
        var clock = Clock.systemUTC();
        var random = new Random();
        return Agent.start(AgentConfig.load(file),
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime));
    }
}
