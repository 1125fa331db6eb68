package io.tillpost.installer.shop;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The agent's start-up cache: its classes as Java has them in memory, ready to be mapped (JEP 483, JEP 514, JEP 515). It
/// comes from an agent that sells in an empty store, and is good for these jars and this Java alone; Java passes over one
/// that does not fit.
public final class AgentCache {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    /// Java writes it when the agent has stopped.
    private static final Duration WRITE_MAX = Duration.ofMinutes(3);

    /// Only the second compiler asks how often a method ran, and the agent has none.
    private static final String NO_PROFILES = "-XX:-AOTRecordTraining";

    private final ClassPaths programs;
    private final Path folder;

    /// @param folder to work in; what is left there may be deleted
    public AgentCache(ClassPaths programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /// Whether it is there and no jar is newer.
    public boolean isFresh() {
        try {
            Path cache = programs.agentCache();
            if (!Files.exists(cache)) {
                return false;
            }
            var made = Files.getLastModifiedTime(cache);
            for (Path jar : programs.agentJars()) {
                if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot look at the agent's start-up cache: " + e.getMessage(), e);
        }
    }

    /// Makes it. The one that was there serves until then. Throws [EnvironmentFault] if the agent cannot run here.
    public void make() {
        Path made = folder.resolve("agent.aot");
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
                var supervisor = new Supervisor(folder.resolve("running"), _ -> {})) {
            int port = ports.free();
            Path data = folder.resolve("data");
            Path config = Files.write(folder.resolve("agent.json"), Json.write(config(data, port)));
            RunningProgram agent = supervisor.start(Program.of("agent",
                    programs.agentTraining(
                            List.of("-XX:AOTCacheOutput=" + made, "-XX:+UnlockDiagnosticVMOptions",
                                    NO_PROFILES),
                            "run", "--config", config.toString()),
                    folder, folder.resolve("agent.log")));
            supervisor.await(agent, START_MAX, () -> agent.said("ready "));
            var till = new TrainingTill("http://127.0.0.1:" + port,
                    Files.readString(data.resolve("api-token")).strip());
            till.sell();
            if (!agent.stop(WRITE_MAX) || !Files.exists(made)) {
                throw new EnvironmentFault("Java wrote no start-up cache for the agent: "
                        + String.join(" | ", agent.lastWords(4)));
            }
            move(made, programs.agentCache());
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make the agent's start-up cache: " + e.getMessage(), e);
        }
    }

    /// A reader sees the old one or the new one whole; both folders may be on different disks.
    private static void move(Path from, Path to) throws IOException {
        Path beside = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, Object> config(Path data, int port) {
        return Map.of("place",
                Map.of("tenant", "nobody", "legalEntity", "nobody", "store", "nowhere", "agent", "nowhere-a"),
                "zone", "Europe/Berlin", "currency", "EUR", "receipt",
                Map.of("series", "nowhere", "header", List.of("Nowhere")), "dataFolder", data.toString(),
                "http", Map.of("host", "127.0.0.1", "port", port), "tills",
                List.of(Map.of("name", TrainingTill.TILL, "drawer", "drawer-1")));
    }
}
