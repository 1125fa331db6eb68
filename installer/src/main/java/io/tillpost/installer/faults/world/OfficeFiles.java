package io.tillpost.installer.faults.world;

import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.stage.OfficeConfig;
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
        return write(layout.config().resolve("broker.json"), office().broker(layout.broker(), NODES));
    }

    /// @param node its name and that of its certificate
    Path node(String node, int port, PostgresServer database) {
        Map<String, Object> config = office().node(node, port, database, url());
        // Hundreds of boxes of this one address are enrolled at once.
        config.put("limits", Map.of("doors", ANY, "caller", ANY));
        return write(layout.config().resolve(node + ".json"), config);
    }

    private OfficeConfig office() {
        return new OfficeConfig(layout.certificates(), agentsFile(), brokerPort);
    }

    /// Where head office's API is, and its name as an issuer.
    String url() {
        return "https://" + LOOPBACK + ":" + firstNodePort;
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
