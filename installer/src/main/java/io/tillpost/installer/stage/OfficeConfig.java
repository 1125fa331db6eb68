package io.tillpost.installer.stage;

import io.tillpost.installer.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a head office that runs on this machine alone is told: docs/reference/central-config.md and broker.md. Its
/// certificates lie as [OfficeCommands#certificates] puts them.
///
/// @param certificates the folder of `authority.pem` and all others
/// @param agents the file in which head office tells the broker of its boxes
public record OfficeConfig(Path certificates, Path agents, int brokerPort) {
    private static final String LOOPBACK = "127.0.0.1";

    /// The broker's.
    ///
    /// @param data what it keeps
    /// @param nodes names of head office's nodes, as in their certificates
    public Map<String, Object> broker(Path data, List<String> nodes) {
        return Map.of("data", data.toString(), "host", LOOPBACK, "port", brokerPort, "key",
                file("broker.key.pem"), "certificate", file("broker.pem"), "authority", file("authority.pem"),
                "agents", agents.toString(), "central", nodes);
    }

    /// A node's; whoever wants more of it may add to it.
    ///
    /// @param name as in its certificate
    /// @param port of its API
    /// @param issuer the address by which head office is known
    public Map<String, Object> node(String name, int port, PostgresServer database, String issuer) {
        return new HashMap<>(Map.of("http",
                Map.of("host", LOOPBACK, "port", port, "tls",
                        Map.of("certFile", file("api.pem"), "keyFile", file("api.key.pem"))),
                "database", database(database), "broker",
                Map.of("host", LOOPBACK, "port", brokerPort, "caFile", file("authority.pem"), "certFile",
                        file(name + ".pem"), "keyFile", file(name + ".key.pem")),
                "enrolment", Map.of("brokerHost", LOOPBACK, "brokerPort", brokerPort, "brokerFiles",
                        Map.of("agentsFile", agents.toString())),
                "issuer", issuer));
    }

    /// Where a node finds its database, and who owns it.
    public static Map<String, Object> database(PostgresServer database) {
        return Map.of("url", database.jdbcUrl(), "user", PostgresServer.NODE, "passwordFile",
                database.passwordFile(PostgresServer.NODE).toString(), "owner",
                Map.of("user", PostgresServer.USER, "passwordFile",
                        database.passwordFile(PostgresServer.USER).toString()));
    }

    private String file(String name) {
        return certificates.resolve(name).toString();
    }
}
