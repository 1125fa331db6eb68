package io.tillpost.installer.faults.world;

import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Writes the configuration of head office's programs (docs/reference/central-config.md, broker.md).
final class OfficeFiles {
    static final String LOOPBACK = "127.0.0.1";
    private static final Map<String, Integer> ANY = Map.of("requests", 100_000, "seconds", 1);
    /// The nodes, and who listens to what boxes send.
    static final List<String> NODES = List.of("central", "central-2", "recorder");

    private final Layout layout;
    private final int brokerPort;
    private final int firstNodePort;

    OfficeFiles(Layout layout, int brokerPort, int firstNodePort) {
        this.firstNodePort = firstNodePort;
        this.layout = layout;
        this.brokerPort = brokerPort;
    }

    Path agentsFile() {
        return layout.config().resolve("broker-agents.json");
    }

    Path broker() {
        if (!Files.exists(agentsFile())) {
            // Head office fills it as soon as it runs.
            var _ = write(agentsFile(), Map.of("agents", Map.of()));
        }
        return write(layout.config().resolve("broker.json"),
                Map.of("data", layout.broker().toString(), "host", LOOPBACK, "port", brokerPort, "key",
                        certificate("broker.key.pem"), "certificate", certificate("broker.pem"), "authority",
                        certificate("authority.pem"), "agents", agentsFile().toString(), "central", NODES));
    }

    /// @param node its name and that of its certificate
    Path node(String node, int port, PostgresServer database) {
        return write(layout.config().resolve(node + ".json"), Map.of("http",
                Map.of("host", LOOPBACK, "port", port, "tls",
                        Map.of("certFile", certificate("api.pem"), "keyFile", certificate("api.key.pem"))),
                "database",
                Map.of("url", database.jdbcUrl(), "user", PostgresServer.NODE, "passwordFile",
                        database.passwordFile(PostgresServer.NODE).toString(), "owner",
                        Map.of("user", PostgresServer.USER, "passwordFile",
                                database.passwordFile(PostgresServer.USER).toString())),
                "broker",
                Map.of("host", LOOPBACK, "port", brokerPort, "caFile", certificate("authority.pem"),
                        "certFile", certificate(node + ".pem"), "keyFile", certificate(node + ".key.pem")),
                "enrolment",
                Map.of("brokerHost", LOOPBACK, "brokerPort", brokerPort, "certificateDays", 30,
                        "brokerFiles", Map.of("agentsFile", agentsFile().toString())),
                // Hundreds of boxes of this one address are enrolled at once.
                "limits", Map.of("doors", ANY, "caller", ANY), "issuer", url()));
    }

    /// Where head office's API is, and its name as an issuer.
    String url() {
        return "https://" + LOOPBACK + ":" + firstNodePort;
    }

    private String certificate(String file) {
        return layout.certificates().resolve(file).toString();
    }

    static Path write(Path file, Map<String, ?> content) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, Json.writePretty(content).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
