package io.tillpost.edge.catalog.https;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.tillpost.edge.catalog.Catalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/// Answers like the central API, and badly when told to.
public final class StandInHeadOffice implements AutoCloseable {
    private static final String CLIENT = "s-1:tpsec_secret";

    final List<String> ifNoneMatch = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final String scheme;
    private volatile long version;
    private volatile byte[] content = {};
    private volatile String etag = "";
    private volatile String contentType = "text/csv";
    /// Instead of an answer, if not 0.
    volatile int failing;
    volatile boolean truncating;
    volatile boolean tokensExpired;

    private StandInHeadOffice(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/oauth/token", this::token);
        server.createContext("/v1/stores/s-1/catalog", this::catalog);
        server.start();
    }

    public static StandInHeadOffice start() throws IOException {
        return startOn(0);
    }

    static StandInHeadOffice startOn(int port) throws IOException {
        return new StandInHeadOffice(HttpServer.create(at(port), 0), "http");
    }

    static StandInHeadOffice startWith(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(at(0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new StandInHeadOffice(server, "https");
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public URI url() {
        return URI.create(scheme + "://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    public void has(long newVersion, String newContent) {
        version = newVersion;
        content = newContent.getBytes(StandardCharsets.UTF_8);
        etag = "\"" + Catalog.sha256(content) + "\"";
    }

    void hasJson(long newVersion, String newContent) {
        has(newVersion, newContent);
        contentType = "application/json";
    }

    void names(String wrongTag) {
        etag = wrongTag;
    }

    private void token(HttpExchange exchange) throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString(CLIENT.getBytes(StandardCharsets.UTF_8));
        if (failing != 0) {
            answer(exchange, failing, "{}");
        } else if (basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            tokensExpired = false;
            tokens.add("token-" + tokens.size());
            answer(exchange, 200, "{\"access_token\":\"" + tokens.getLast()
                    + "\",\"token_type\":\"Bearer\",\"expires_in\":600,\"scope\":\"catalog:read\"}");
        } else {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
        }
    }

    private void catalog(HttpExchange exchange) throws IOException {
        String tags = exchange.getRequestHeaders().getFirst("If-None-Match");
        String bearer = exchange.getRequestHeaders().getFirst("Authorization");
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("Catalog-Version", Long.toString(version));
        exchange.getResponseHeaders().set("ETag", etag);
        if (failing != 0) {
            answer(exchange, failing, "{}");
        } else if (tokensExpired || tokens.isEmpty() || !("Bearer " + tokens.getLast()).equals(bearer)) {
            answer(exchange, 401, "{}");
        } else if (version == 0) {
            answer(exchange, 404, "{}");
        } else {
            ifNoneMatch.add(tags == null ? "" : tags);
            if (tags != null && Arrays.asList(tags.split(", ")).contains(etag)) {
                exchange.sendResponseHeaders(304, -1);
                exchange.close();
            } else {
                send(exchange, 200, content, truncating ? content.length / 2 : content.length);
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        send(exchange, status, bytes, bytes.length);
    }

    private static void send(HttpExchange exchange, int status, byte[] body, int sent) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body, 0, sent);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
