package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.AuthorityTrust;
import io.tillpost.edge.enrolment.TestAuthority;
import io.tillpost.protocol.journal.IdSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent whose till speaks HTTPS.
class TillTlsTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path folder;

    private TestAuthority authority;

    @BeforeEach
    void makeKeys() throws Exception {
        authority = new TestAuthority("store", CLOCK.instant());
        writeKeys("127.0.0.1");
    }

    @Test
    void theTillIsSpokenToOverTlsAndNotWithoutIt() throws Exception {
        try (Agent agent = agent("127.0.0.1"); var client = client("TLSv1.3")) {
            HttpResponse<String> answer = status(client, agent, "https://127.0.0.1:");
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals("TLSv1.3", answer.sslSession().orElseThrow().getProtocol());
            try (var older = client("TLSv1.2"); var plain = HttpClient.newHttpClient()) {
                assertEquals(200, status(older, agent, "https://127.0.0.1:").statusCode());
                assertThrows(IOException.class, () -> status(plain, agent, "http://127.0.0.1:"));
            }
            assertEquals("0 ", run(agent, "operators", "list"), "commands speak to it, too");
        }
    }

    @Test
    void aNewCertificateIsUsedWithoutARestartAndABadOneIsNot() throws Exception {
        try (Agent agent = agent("127.0.0.1")) {
            X509Certificate first = shown(agent);
            Files.writeString(folder.resolve("till.pem"), "no certificate");
            later();
            agent.lookAtKeys();
            assertEquals(first, shown(agent));
            writeKeys("127.0.0.1");
            later();
            agent.lookAtKeys();
            assertNotEquals(first, shown(agent));
        }
    }

    @Test
    void whoListensForOthersAnswersToTheNamesOfItsCertificate() throws Exception {
        writeKeys("localhost");
        try (Agent agent = agent("0.0.0.0"); var client = client("TLSv1.3")) {
            assertEquals(200, status(client, agent, "https://localhost:").statusCode());
            assertEquals("0 ", run(agent, "operators", "list"));
        }
    }

    @Test
    void filesThatCannotServeStopTheStartByName() throws Exception {
        Path key = folder.resolve("till.key.pem");
        String other = Files.readString(key);
        writeKeys("127.0.0.1");
        Files.writeString(key, other);
        var strange = assertThrows(IOException.class, () -> agent("127.0.0.1"));
        assertTrue(String.valueOf(strange.getMessage()).contains("does not belong to certificate"));
        Files.delete(key);
        var missing = assertThrows(IOException.class, () -> agent("127.0.0.1"));
        assertTrue(String.valueOf(missing.getMessage()).contains("till.key.pem cannot be read"));
    }

    private X509Certificate shown(Agent agent) throws Exception {
        try (var client = client("TLSv1.3")) {
            return (X509Certificate) status(client, agent, "https://127.0.0.1:").sslSession()
                    .orElseThrow()
                    .getPeerCertificates()[0];
        } catch (SSLHandshakeException e) {
            throw new AssertionError(e);
        }
    }

    /// The files are newer, also on a file system that counts in seconds.
    private void later() throws IOException {
        for (String name : new String[]{"till.pem", "till.key.pem"}) {
            Path file = folder.resolve(name);
            Files.setLastModifiedTime(file, FileTime
                    .from(Files.getLastModifiedTime(file).toInstant().plusSeconds(5)));
        }
    }

    private HttpClient client(String protocol) {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[]{protocol});
        return HttpClient.newBuilder()
                .sslContext(AuthorityTrust.context(List.of(authority.certificate), CLOCK))
                .sslParameters(parameters)
                .build();
    }

    private HttpResponse<String> status(HttpClient client, Agent agent, String at) throws Exception {
        String token = Files.readString(folder.resolve("data/api-token")).strip();
        return client.send(HttpRequest.newBuilder(URI.create(at + agent.port() + "/v1/status"))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "Bearer " + token)
                .build(), BodyHandlers.ofString());
    }

    private String run(Agent agent, String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("agent.json").toString(), "--port",
                Integer.toString(agent.port())));
        int code = AgentCommand.commandLine(machine(), new ByteArrayInputStream(new byte[0]))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        return code + " " + out;
    }

    private void writeKeys(String host) throws Exception {
        Instant now = CLOCK.instant();
        KeyStore keys = authority.serverKeys(now.minusSeconds(60), now.plus(Duration.ofDays(9)), host);
        Files.writeString(folder.resolve("till.pem"),
                pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Files.writeString(folder.resolve("till.key.pem"),
                pem("PRIVATE KEY", keys.getKey("server", new char[0]).getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + what + "-----\n";
    }

    private Agent agent(String host) throws Exception {
        Path file = Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data",
                 "http":{"host":"%s","port":0,"tls":{"certFile":"till.pem","keyFile":"till.key.pem"}},
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""".formatted(host));
        return Agent.start(AgentConfig.load(file), machine());
    }

    private static Machine machine() {
        var random = new Random();
        return new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime);
    }
}
