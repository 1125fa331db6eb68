package io.tillpost.installer.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.installer.stage.OfficeConfig;
import io.tillpost.installer.stage.OfficeHttp;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A whole head office as it is installed: PostgreSQL, the built-in broker and a node, processes of their own, with
/// certificates of their own authority. It ends with its supervisor.
public final class HeadOffice {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_MAX = Duration.ofMinutes(5);

    private final Box box;
    private final Path folder;
    private final int apiPort;
    private final int brokerPort;
    private final ClassPaths programs;
    private final OfficeCommands commands;

    /// The one box that it knows.
    public record Box(String tenant, String store, String agent, String zone) {}

    /// Starts everything and waits until the node serves. Throws [EnvironmentFault] if that cannot be done here.
    ///
    /// @param home the checkout: PostgreSQL's programs are unpacked there, if it can be written to
    /// @param folder for everything it keeps
    /// @param password of its database
    public HeadOffice(Path home, Path folder, ClassPaths programs, Supervisor supervisor, Ports ports,
            String password, Box box) throws IOException {
        this.box = box;
        this.folder = Files.createDirectories(folder);
        this.programs = programs;
        this.apiPort = ports.free();
        this.brokerPort = ports.free();
        write("broker-agents.json", Map.of("agents", Map.of()));
        var config = new OfficeConfig(folder, folder.resolve("broker-agents.json"), brokerPort);
        write("broker.json", config.broker(folder.resolve("broker"), List.of("central")));
        write("central.json", config.node("central", apiPort,
                PostgresServer.start(supervisor,
                        List.of(home.resolve("installer/target/postgresql"),
                                folder.resolve("postgres-programs")),
                        folder.resolve("postgres"), ports.free(), password),
                url()));
        this.commands = new OfficeCommands(folder.resolve("central.json"), box.tenant);
        commands.certificates(folder);
        start(supervisor, "broker", "listening on ", programs.central(
                "io.tillpost.central.broker.BrokerMain", file("broker.json")));
        start(supervisor, "central", "ready ", programs.central("io.tillpost.central.CentralMain", "run",
                "--config", file("central.json")));
    }

    private void start(Supervisor supervisor, String name, String ready, List<String> command) {
        var program = supervisor.start(Program.of(name, command, folder, folder.resolve(name + ".log")));
        supervisor.await(program, START_MAX, () -> program.said(ready));
    }

    /// What an agent's configuration says of it.
    public Map<String, Object> forAgents() {
        return Map.of("uplink", Map.of("host", LOOPBACK, "port", brokerPort, "reconnectMinMs", 200,
                "reconnectMaxMs", 1_000), "headOffice", Map.of("url", url()));
    }

    /// Makes the store known and enrols its box.
    ///
    /// @param config the box's configuration file
    public void enrol(Path config) throws IOException {
        var client = commands.client("shop", List.of("stores:read", "stores:manage", "devices:enrol"));
        try (HttpClient http = OfficeHttp.trusting(folder.resolve("authority.pem"))) {
            String token = send(http, request("/oauth/token")
                    .header("Authorization", "Basic " + Base64.getEncoder()
                            .encodeToString((client.id() + ":" + client.secret()).getBytes(UTF_8)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("grant_type=client_credentials")))
                    .required("access_token")
                    .asText();
            var _ = send(http, json(token, "PUT", "/v1/stores/" + box.store,
                    Map.of("legalEntity", box.tenant, "name", "Corner Shop", "zone",
                            box.zone, "currency", "EUR", "agents", List.of(box.agent),
                            "cardContracts", List.of())));
            String code = send(http, json(token, "POST",
                    "/v1/stores/" + box.store + "/enrolment-codes",
                    Map.of("agent", box.agent))).required("code").asText();
            enrol(config, code);
        }
    }

    private void enrol(Path config, String code) throws IOException {
        Path log = folder.resolve("enrol.log");
        Process process = new ProcessBuilder(programs.agent("io.tillpost.edge.AgentMain", "enrol", "--config",
                config.toString(), "--url", url())).redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (var typed = process.outputWriter(US_ASCII)) {
            typed.write(code + "\n");
        }
        try {
            if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentFault("the box was not enrolled: " + Files.readString(log).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while enrolling the box", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).timeout(START_MAX);
    }

    private HttpRequest.Builder json(String token, String method, String path, Object body) {
        return request(path).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "\"" + UUID.randomUUID() + "\"")
                .method(method, BodyPublishers.ofByteArray(Json.write(body)));
    }

    private static JsonNode send(HttpClient http, HttpRequest.Builder request) throws IOException {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new EnvironmentFault("head office answers " + answer.request().uri().getPath()
                        + " with " + answer.statusCode() + " " + new String(answer.body(), UTF_8));
            }
            return Json.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while asking head office", e);
        }
    }

    private String url() {
        return "https://" + LOOPBACK + ":" + apiPort;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void write(String name, Object content) throws IOException {
        Files.write(folder.resolve(name), Json.write(content));
    }
}
