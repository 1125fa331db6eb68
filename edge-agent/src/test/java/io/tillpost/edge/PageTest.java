package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Scanner;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the till page is served, and how large answers are packed.
class PageTest {
    private static final String IMPORT_MAP = "<script type=\"importmap\">";

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

    @ParameterizedTest
    @ValueSource(strings = {"/", "/till"})
    void theRootLeadsToThePage(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertEquals(308, answer.statusCode());
        assertEquals("/till/", header(answer, "Location"));
    }

    @Test
    void thePageNeedsNoTokenAndTellsItsBrowserToAllowLittle() throws Exception {
        HttpResponse<String> page = get("/till/");
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertEquals("no-store", header(page, "Cache-Control"));
        assertEquals("nosniff", header(page, "X-Content-Type-Options"));
        assertEquals("same-origin", header(page, "Cross-Origin-Opener-Policy"));
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256")
                        .digest(importMap(page.body()).getBytes(StandardCharsets.UTF_8)));
        String policy = header(page, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self' 'sha256-" + hash + "'; "),
                policy);
        assertTrue(policy.endsWith("require-trusted-types-for 'script'; trusted-types lit-html"), policy);
    }

    @Test
    void everyModuleOfTheImportMapIsServedForEver() throws Exception {
        JsonNode imports = Json.readTree(importMap(get("/till/").body()).getBytes(StandardCharsets.UTF_8))
                .required("imports");
        int modules = 0;
        for (JsonNode target : imports) {
            if (target.asText().endsWith(".js")) {
                HttpResponse<String> module = get(target.asText());
                assertEquals(200, module.statusCode(), target.asText());
                assertEquals("text/javascript; charset=utf-8", header(module, "Content-Type"));
                assertEquals("public, max-age=31536000, immutable", header(module, "Cache-Control"));
                modules++;
            }
        }
        assertTrue(modules > 0);
        assertEquals(200, get("/till/lib/lit-html/3.3.3/directives/repeat.js").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/till/../liberation/LICENSE", "/till/lib/lit/3.3.3/package.json",
        "/till/lib/lit/3.3.3/development/index.js", "/till/lib/lit/9.9.9/index.js", "/till/lib/",
        "/till/%2e%2e/io/tillpost/edge/Agent.class", "/till/lib/lit/3.3.3/../../../../../x.js", "/till//",
        "/till/none.js", "/META-INF/importmap.json", "/till/..%2f..%2fetc/passwd"})
    void whatIsNotThePagesIsNotServed(String path) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(),
                agent.request("/").build().uri().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String status = new String(socket.getInputStream().readNBytes("HTTP/1.1 404".length()),
                    StandardCharsets.US_ASCII);
            assertTrue(status.equals("HTTP/1.1 404") || status.equals("HTTP/1.1 400"), status);
        }
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() throws Exception {
        String path = "/till/lib/lit-html/3.3.3/lit-html.js";
        String etag = header(get(path), "ETag");
        HttpResponse<String> again = agent.client.send(
                agent.request(path).header("If-None-Match", etag).build(), BodyHandlers.ofString());
        assertEquals(304, again.statusCode());
        assertEquals("", again.body());
        HttpResponse<String> other = agent.client.send(
                agent.request(path).header("If-None-Match", "\"x\"").build(), BodyHandlers.ofString());
        assertEquals(200, other.statusCode());
    }

    @Test
    void filesAndLargeAnswersArePackedForThoseWhoAskForIt() throws Exception {
        String path = "/till/lib/lit-html/3.3.3/lit-html.js";
        assertEquals(get(path).body(), unpacked(packed(path)));
        agent.openShift("till-1");
        for (int i = 0; i < 3; i++) {
            agent.post("/v1/sales", TestAgent.TEA.formatted("till-1"));
        }
        assertEquals(agent.get("/v1/sales?open=true").body(), unpacked(packed("/v1/sales?open=true")));
        assertFalse(packed("/v1/health").headers().firstValue("Content-Encoding").isPresent());
        assertFalse(agent.get("/v1/sales?open=true").headers().firstValue("Content-Encoding").isPresent());
    }

    @Test
    void aStreamBeginsWithTheVersionThatThePageHas() throws Exception {
        var version = Pattern.compile("<meta name=\"version\" content=\"([\\w-]{43})\">")
                .matcher(get("/till/").body());
        assertTrue(version.find());
        HttpResponse<InputStream> answer = agent.client.send(
                agent.authorized("/v1/tills/till-1/live").build(), BodyHandlers.ofInputStream());
        try (var stream = new Scanner(answer.body(), StandardCharsets.UTF_8).useDelimiter("\n\n")) {
            assertEquals(": here", stream.next());
            assertEquals("event: page\ndata: {\"version\":\"" + version.group(1) + "\"}", stream.next());
        }
    }

    @Test
    void whereThePageIsTheApiStillNeedsItsToken() throws Exception {
        assertEquals(401, get("/v1/status").statusCode());
        assertEquals(404, get("/till/v1/status").statusCode());
    }

    private HttpResponse<byte[]> packed(String path) throws Exception {
        return agent.client.send(agent.authorized(path).header("Accept-Encoding", "br, gzip").build(),
                BodyHandlers.ofByteArray());
    }

    private static String unpacked(HttpResponse<byte[]> answer) throws Exception {
        assertEquals("gzip", header(answer, "Content-Encoding"));
        assertEquals("Accept-Encoding", header(answer, "Vary"));
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String importMap(String html) {
        int start = html.indexOf(IMPORT_MAP) + IMPORT_MAP.length();
        return html.substring(start, html.indexOf("</script>", start));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return agent.client.send(agent.request(path).build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
