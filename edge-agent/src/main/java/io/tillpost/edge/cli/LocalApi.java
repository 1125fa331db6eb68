package io.tillpost.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of commands that speak to the agent on this machine, over its own API and with its api-token.
final class LocalApi {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The agent's configuration.")
    private Path config = Path.of("");

    @Option(names = "--port", paramLabel = "PORT", description = "Where the agent listens, if its configuration leaves that open.")
    private @Nullable Integer port;

    /// What the agent is configured with now.
    AgentConfig settings() throws Exception {
        return AgentConfig.load(config);
    }

    /// What it answers; a refusal is thrown as one line.
    JsonNode send(String path, HttpRequest.Builder request, Duration patience) throws Exception {
        var settings = AgentConfig.load(config);
        URI uri = URI.create(settings.http().scheme() + "://" + here(settings.http().host()) + ":"
                + (port == null ? settings.http().port() : port) + path);
        try (var client = client(settings.http())) {
            HttpResponse<byte[]> answer = client.send(request.uri(uri)
                    .timeout(patience)
                    .header("Authorization", "Bearer " + token(settings))
                    .build(), BodyHandlers.ofByteArray());
            JsonNode tree = read(uri, answer.body());
            if (answer.statusCode() >= 300) {
                throw new IOException(tree.path("code").asText() + ": " + tree.path("detail").asText());
            }
            return tree;
        } catch (ConnectException e) {
            throw new IOException("no agent answers at " + uri
                    + "; start it with: tillpost agent run. If its configuration leaves the port open, name it with --port",
                    e);
        }
    }

    private static JsonNode read(URI uri, byte[] answer) throws IOException {
        try {
            return Json.readTree(answer);
        } catch (MalformedJsonException e) {
            throw new IOException("what answers at " + uri + " is no agent", e);
        }
    }

    private static HttpClient client(AgentConfig.Http http) throws IOException {
        var tls = http.tls();
        return tls == null
                ? HttpClient.newHttpClient()
                : HttpClient.newBuilder().sslContext(PinnedServer.context(tls.certFile())).build();
    }

    /// An agent that listens everywhere listens here, too.
    private static String here(String host) {
        return switch (host) {
            case "0.0.0.0", "::", "[::]" -> "127.0.0.1";
            case "::1" -> "[::1]";
            default -> host;
        };
    }

    private static String token(AgentConfig settings) throws IOException {
        Path file = settings.dataFolder().resolve("api-token");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is not there: the agent has never run", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
