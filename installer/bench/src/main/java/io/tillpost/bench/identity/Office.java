package io.tillpost.bench.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.installer.stage.OfficeCommands.Client;
import io.tillpost.installer.stage.OfficeConfig;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A head-office node as it is installed: a process of its own on a PostgreSQL of its own, configured by a file, asked by
/// its commands and its API. It lets everybody ask as often as they like.
final class Office implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Map<String, Integer> OFTEN = Map.of("requests", 10_000_000, "seconds", 1);
    private static final int POOL = 8;

    private final Path folder;
    private final Supervisor supervisor;
    private final PostgresServer postgres;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();

    /// Starts both and waits until the node serves.
    Office(Path home, Path folder, Ports ports, String password) throws IOException {
        this.folder = folder;
        this.uri = URI.create("http://" + LOOPBACK + ":" + ports.free());
        this.supervisor = new Supervisor(folder.resolve("running"), _ -> {});
        try {
            this.postgres = PostgresServer.start(supervisor,
                    List.of(home.resolve("installer/target/postgresql"), folder.resolve("postgres-programs")),
                    folder.resolve("postgres"), ports.free(), password);
            writeConfig();
            var programs = new ClassPaths(home, Path.of(System.getProperty("java.home")));
            var node = supervisor.start(Program.of("central",
                    programs.central("io.tillpost.central.CentralMain", "run", "--config",
                            config().toString()),
                    folder, folder.resolve("central.log")));
            supervisor.await(node, START_MAX, () -> node.said("ready "));
        } catch (IOException | RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    private void writeConfig() throws IOException {
        var limits = Map.of("caller", OFTEN, "documents", OFTEN, "doors", OFTEN, "refused", OFTEN,
                "wrongSecrets", 10_000_000);
        Files.write(config(), Json.write(Map.of("http", Map.of("host", LOOPBACK, "port", uri.getPort()),
                "database", OfficeConfig.database(postgres), "issuer", issuer(), "masterKey",
                Map.of("file", masterKey().toString()), "limits", limits)));
    }

    URI uri() {
        return uri;
    }

    String issuer() {
        return uri.toString();
    }

    /// The file with the key that the database's contents are sealed with.
    Path masterKey() {
        return folder.resolve("master.key");
    }

    /// The node's login at its database.
    DatabaseSettings database() throws IOException {
        return new DatabaseSettings(postgres.jdbcUrl(), PostgresServer.NODE,
                Files.readString(postgres.passwordFile(PostgresServer.NODE)).strip(), POOL,
                Durability.REQUIRED);
    }

    /// Makes a client, by the command that store IT types.
    Client client(String tenant, String id, Collection<String> scopes) {
        return new OfficeCommands(config(), tenant).client(id, scopes);
    }

    /// A token with these scopes, from the token endpoint (RFC 6749, 4.4).
    String token(Client client, Collection<String> scopes) throws IOException {
        String basic = Base64.getEncoder()
                .encodeToString((client.id() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(uri.resolve("/oauth/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=client_credentials&scope=" + String.join("+", scopes))))
                .required("access_token")
                .asText();
    }

    /// An API key with these scopes, made by the holder of this token.
    String apiKey(String token, String name, Collection<String> scopes) throws IOException {
        return send(HttpRequest.newBuilder(uri.resolve("/v1/api-keys"))
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(Map.of("name", name, "scopes", scopes)))))
                .required("secret")
                .asText();
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                // The answer to a request that was refused holds no secret.
                throw new EnvironmentFault(
                        "head office answers " + answer.request().uri().getPath() + " with "
                                + answer.statusCode() + " " + answer.body());
            }
            return read(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while asking head office", e);
        }
    }

    private static JsonNode read(String json) {
        return Json.readTree(json.getBytes(StandardCharsets.UTF_8));
    }

    HttpClient http() {
        return http;
    }

    private Path config() {
        return folder.resolve("central.json");
    }

    @Override
    public void close() {
        http.close();
        supervisor.close();
    }
}
