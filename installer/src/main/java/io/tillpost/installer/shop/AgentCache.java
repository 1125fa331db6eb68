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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The agent's start-up cache: its classes as Java has them in memory, ready to be mapped (JEP 483, JEP 514, JEP 515). It
/// comes from an agent that sells in a small store and speaks with a head office of its own, and is good for these jars and this Java alone; Java passes over one
/// that does not fit.
public final class AgentCache {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    /// Java writes it when the agent has stopped.
    private static final Duration WRITE_MAX = Duration.ofMinutes(3);

    /// Only the second compiler asks how often a method ran, and the agent has none.
    private static final String NO_PROFILES = "-XX:-AOTRecordTraining";

    private static final Duration SYNCED_MAX = Duration.ofMinutes(1);
    private static final HeadOffice.Box NOBODY = new HeadOffice.Box("nobody", "nowhere", "nowhere-a",
            "Europe/Berlin");

    private final Path home;
    private final ClassPaths programs;
    private final Path folder;
    private final RandomGenerator random;

    /// @param home the checkout, with its modules built
    /// @param folder to work in; what is left there may be deleted
    /// @param random for secrets of the head office that the agent speaks with meanwhile
    public AgentCache(Path home, ClassPaths programs, Path folder, RandomGenerator random) {
        this.home = home;
        this.programs = programs;
        this.folder = folder;
        this.random = random;
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
    ///
    /// Where no head office can run, e.g. for want of PostgreSQL's programs, the agent sells alone: then the cache lacks what
    /// speaks with head office, and the agent takes some megabytes more.
    ///
    /// @param words hears of that
    public void make(Consumer<String> words) {
        try {
            make(Files.createDirectories(folder.resolve("whole")), true);
        } catch (EnvironmentFault e) {
            words.accept("  the agent's start-up cache comes from an agent without head office: "
                    + e.getMessage());
            alone();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void alone() {
        try {
            make(Files.createDirectories(folder.resolve("alone")), false);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static EnvironmentFault failed(IOException e) {
        return new EnvironmentFault("cannot make the agent's start-up cache: " + e.getMessage(), e);
    }

    private void make(Path work, boolean withHeadOffice) throws IOException {
        Path made = work.resolve("agent.aot");
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
                var supervisor = new Supervisor(work.resolve("running"), _ -> {})) {
            int port = ports.free();
            Path data = work.resolve("data");
            Path config = work.resolve("agent.json");
            Map<String, Object> plain = config(data, port);
            if (withHeadOffice) {
                var office = new HeadOffice(home, work.resolve("office"), programs, supervisor, ports,
                        password(), NOBODY);
                var whole = new HashMap<>(plain);
                whole.putAll(office.forAgents());
                Files.write(config, Json.write(whole));
                office.enrol(config);
            } else {
                Files.write(config, Json.write(plain));
            }
            RunningProgram agent = supervisor.start(Program.of("agent",
                    programs.agentTraining(
                            List.of("-XX:AOTCacheOutput=" + made, "-XX:+UnlockDiagnosticVMOptions",
                                    NO_PROFILES),
                            "run", "--config", config.toString()),
                    work, work.resolve("agent.log")));
            supervisor.await(agent, START_MAX, () -> agent.said("ready "));
            var till = new TrainingTill("http://127.0.0.1:" + port,
                    Files.readString(data.resolve("api-token")).strip());
            till.sell();
            if (withHeadOffice) {
                supervisor.await(agent, SYNCED_MAX, till::isAllAtHeadOffice);
            }
            if (!agent.stop(WRITE_MAX) || !Files.exists(made)) {
                throw new EnvironmentFault("Java wrote no start-up cache for the agent: "
                        + String.join(" | ", agent.lastWords(4)));
            }
            move(made, programs.agentCache());
        }
    }

    /// Of a database that is gone in a minute.
    private String password() {
        return Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX)
                + Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
    }

    /// A reader sees the old one or the new one whole; both folders may be on different disks.
    private static void move(Path from, Path to) throws IOException {
        Path beside = to.resolveSibling(to.getFileName() + ".new");
        Files.copy(from, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Map<String, Object> config(Path data, int port) {
        return Map.of("place",
                Map.of("tenant", NOBODY.tenant(), "legalEntity", NOBODY.tenant(), "store", NOBODY.store(),
                        "agent", NOBODY.agent()),
                "zone", NOBODY.zone(), "currency", "EUR", "receipt",
                Map.of("series", "nowhere", "header", List.of("Nowhere")), "dataFolder", data.toString(),
                "http", Map.of("host", "127.0.0.1", "port", port), "tills",
                List.of(Map.of("name", TrainingTill.TILL, "drawer", "drawer-1")));
    }
}
