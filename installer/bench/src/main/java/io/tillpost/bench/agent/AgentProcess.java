package io.tillpost.bench.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// An agent as its own process, started as in a store.
final class AgentProcess {
    static final String TENANT = "acme";
    static final String STORE = "shop-1";
    static final String AGENT = "shop-1-a";
    static final String ZONE = "Europe/Berlin";
    private static final Duration START_MAX = Duration.ofMinutes(5);
    private static final Duration STOP_MAX = Duration.ofMinutes(1);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double KIB_PER_MIB = 1_024;
    private static final int PAUSE_MS = 2;

    private final Path folder;
    private final Path config;
    private final ClassPaths programs;
    private final Supervisor supervisor;
    private final LongSupplier nanoTime;
    private final Till till;
    private @Nullable RunningProgram running;

    /// @param folder where it keeps everything
    /// @param more keys of its configuration (docs/reference/agent-config.md)
    AgentProcess(Path folder, int tills, int port, Map<String, Object> more, ClassPaths programs,
            Supervisor supervisor, LongSupplier nanoTime) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.programs = programs;
        this.supervisor = supervisor;
        this.nanoTime = nanoTime;
        this.till = new Till("http://127.0.0.1:" + port, data().resolve("api-token"));
        this.config = folder.resolve("agent.json");
        var all = new HashMap<String, Object>(Map.of("place",
                Map.of("tenant", TENANT, "legalEntity", TENANT, "store", STORE, "agent", AGENT), "zone", ZONE,
                "currency", "EUR", "receipt", Map.of("series", STORE, "header", List.of("Corner Shop")),
                "dataFolder", data().toString(), "http", Map.of("host", "127.0.0.1", "port", port), "tills",
                IntStream.rangeClosed(1, tills)
                        .mapToObj(i -> Map.of("name", till(i), "drawer", "drawer-" + i))
                        .toList()));
        all.putAll(more);
        Files.write(config, Json.writePretty(all).getBytes(UTF_8));
    }

    static String till(int number) {
        return "till-" + number;
    }

    Path data() {
        return folder.resolve("data");
    }

    Path config() {
        return config;
    }

    Till till() {
        return till;
    }

    /// Starts it and answers after how many seconds it had sold something.
    double start() throws IOException {
        long started = nanoTime.getAsLong();
        if (running == null) {
            running = supervisor.start(Program.of("agent",
                    programs.agent("io.tillpost.edge.AgentMain", "run", "--config", config.toString()),
                    folder, folder.resolve("agent.log")));
        } else {
            running.startAgain();
        }
        awaitStatus(process(), started);
        till.openShift(till(1), "bench");
        String sale = till.begin(till(1));
        double seconds = (nanoTime.getAsLong() - started) / NANOS_PER_SECOND;
        till.pay(sale);
        return seconds;
    }

    private void awaitStatus(RunningProgram process, long started) {
        while (true) {
            try {
                var _ = till.status();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || nanoTime.getAsLong() - started > START_MAX.toNanos()) {
                    throw new EnvironmentFault("the agent did not start; its last words:\n    "
                            + String.join("\n    ", process.lastWords(8)), e);
                }
                pause();
            }
        }
    }

    private RunningProgram process() {
        if (running == null) {
            throw new IllegalStateException("the agent was not started");
        }
        return running;
    }

    void stop() {
        if (!process().stop(STOP_MAX)) {
            throw new EnvironmentFault("the agent did not stop within " + STOP_MAX.toSeconds() + " s");
        }
    }

    /// As a power cut ends it.
    void kill() {
        process().kill();
        var _ = process().stop(STOP_MAX);
    }

    /// What of it is in memory now, in MiB (proc_pid_status(5), VmRSS).
    double residentMib() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process().pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB;
                }
            }
        } catch (IOException e) {
            throw new EnvironmentFault("this machine has no /proc: " + e.getMessage(), e);
        }
        throw new EnvironmentFault("/proc says nothing of the agent's memory");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while the agent started", e);
        }
    }
}
