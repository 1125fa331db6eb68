package io.tillpost.installer.demo;

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

/// Writes the configuration of the product's programs as docs/reference/agent-config.md and central-config.md say.
final class ConfigFiles {
    private static final String LOOPBACK = "127.0.0.1";

    private final Places places;
    private final DemoPorts ports;
    private final boolean visitors;

    /// @param visitors whether there is a till for visitors
    ConfigFiles(Places places, DemoPorts ports, boolean visitors) {
        this.places = places;
        this.ports = ports;
        this.visitors = visitors;
    }

    Path broker() {
        Path agents = agentsFile();
        if (!Files.exists(agents)) {
            // Head office fills it as soon as it runs.
            var _ = write(agents.getFileName().toString(), Map.of("agents", Map.of()));
        }
        return write("broker.json", office().broker(places.brokerData(), List.of("central")));
    }

    Path central(PostgresServer database) {
        return write("central.json", office().node("central", ports.central(), database, centralUrl()));
    }

    private OfficeConfig office() {
        return new OfficeConfig(places.certificates(), agentsFile(), ports.broker());
    }

    private Path agentsFile() {
        return places.config().resolve("broker-agents.json");
    }

    Path agent() {
        return write("agent.json", Map.ofEntries(
                Map.entry("place",
                        Map.of("tenant", Business.TENANT, "legalEntity", Business.LEGAL_ENTITY, "store",
                                Business.STORE, "agent", Business.AGENT)),
                Map.entry("zone", Business.ZONE.getId()),
                Map.entry("currency", Business.CURRENCY.getCurrencyCode()),
                // No one- and two-cent coins in this store.
                Map.entry("cashRoundingMinor", 5),
                // Each play is another banking day, however many are played today.
                Map.entry("businessDaysAhead", 366),
                Map.entry("receipt", Map.of("series", Business.STORE, "header",
                        List.of("ACME Hamburg", "Hafenstr. 1, 20457 Hamburg"))),
                Map.entry("dataFolder", places.agentData().toString()),
                Map.entry("http", Map.of("host", LOOPBACK, "port", ports.agent())),
                // A visitor does not wait a minute for a broker that is back. Who the box is, head office told it.
                Map.entry("uplink",
                        Map.of("host", LOOPBACK, "port", ports.broker(), "reconnectMinMs", 200,
                                "reconnectMaxMs", 1_000)),
                Map.entry("headOffice", Map.of("url", centralUrl())),
                Map.entry("operatorsFile", write("operators.json", Business.OPERATORS).toString()),
                Map.entry("tills",
                        withVisitors(till(Business.TILL, Business.DRAWER, Business.TERMINAL),
                                till(Business.VISITORS_TILL, Business.VISITORS_DRAWER,
                                        Business.VISITORS_TERMINAL))),
                Map.entry("terminals",
                        withVisitors(terminal(Business.TERMINAL, places.terminalLine()),
                                terminal(Business.VISITORS_TERMINAL, places.visitorsTerminalLine()))),
                Map.entry("printers", List.of(Map.of("name", Business.PRINTER, "model", "TM-T88V", "line",
                        "serial:" + places.printerLine())))));
    }

    private List<Map<String, String>> withVisitors(Map<String, String> ours, Map<String, String> theirs) {
        return visitors ? List.of(ours, theirs) : List.of(ours);
    }

    private static Map<String, String> till(String name, String drawer, String terminal) {
        return Map.of("name", name, "drawer", drawer, "printer", Business.PRINTER, "terminal", terminal);
    }

    private static Map<String, String> terminal(String name, Path line) {
        return Map.of("name", name, "family", "zvt", "line", "serial:" + line);
    }

    String centralUrl() {
        return "https://" + LOOPBACK + ":" + ports.central();
    }

    /// The certificates by which head office is known.
    Path authority() {
        return places.certificates().resolve("authority.pem");
    }

    String agentUrl() {
        return "http://" + LOOPBACK + ":" + ports.agent();
    }

    private Path write(String name, Map<String, Object> content) {
        Path file = places.config().resolve(name);
        try {
            Files.createDirectories(places.config());
            return Files.write(file, Json.writePretty(content).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
