package io.tillpost.bench.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.bench.command.Machine;
import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.figure.Folders;
import io.tillpost.bench.figure.Report;
import io.tillpost.installer.shop.AgentCache;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.shop.HeadOffice;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// One run of the bench. The budgets are explained in docs/reference/agent-budgets.md.
final class AgentBench {
    private static final double READY_MAX_S = 1;
    private static final double RESIDENT_MAX_MIB = 112;
    private static final int TILLS = 4;
    private static final int SAID_EVERY = 1_000;
    private static final int SETTLE_MS = 200;
    private static final int SETTLE_TRIES = 600;

    private final Path home;
    private final Path folder;
    private final Plan plan;
    private final Machine machine;
    private final PrintStream words;
    private final ClassPaths programs;

    /// How it is measured.
    ///
    /// @param journalBytes of the journal that the agent starts with
    /// @param starts how often after a clean stop, and how often after a kill
    /// @param sales after which its memory is looked at
    record Plan(long journalBytes, int starts, int sales) {}

    AgentBench(Path home, Path folder, Plan plan, Machine machine, PrintStream words) {
        this.home = home;
        this.folder = folder;
        this.plan = plan;
        this.machine = machine;
        this.words = words;
        this.programs = new ClassPaths(home, Path.of(System.getProperty("java.home")));
    }

    Report run() throws IOException {
        makeCache();
        var figures = new ArrayList<Figure>();
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")))) {
            starts(ports, figures);
            memory(ports, figures);
        }
        return new Report("agent", figures);
    }

    private void makeCache() throws IOException {
        Path training = Files.createTempDirectory(folder, "prepare-");
        try {
            var cache = new AgentCache(home, programs, training, machine.random());
            if (!cache.isFresh()) {
                words.println("  making the agent's start-up cache");
                cache.make(words::println);
            }
        } finally {
            Folders.delete(training);
        }
    }

    private void starts(Ports ports, List<Figure> figures) throws IOException {
        try (var supervisor = new Supervisor(folder.resolve("starts.running"), _ -> {})) {
            var agent = new AgentProcess(folder.resolve("starts"), 1, ports.free(), Map.of(), programs,
                    supervisor, machine.nanoTime());
            var _ = agent.start();
            agent.stop();
            var master = MasterKey.parse(Files.readAllBytes(agent.data().resolve("master.key")));
            new LargeJournal(AgentProcess.TENANT, AgentProcess.STORE, AgentProcess.AGENT,
                    ZoneId.of(AgentProcess.ZONE), machine.clock(), machine.random(), machine.nanoTime())
                    .write(agent.data(), master, plan.journalBytes, words);
            var clean = new double[plan.starts];
            var killed = new double[plan.starts];
            for (int i = 0; i < plan.starts; i++) {
                clean[i] = agent.start();
                agent.kill();
                killed[i] = agent.start();
                agent.stop();
                words.printf("  start %d: %.2f s after a clean stop, %.2f s after a kill%n", i + 1, clean[i],
                        killed[i]);
            }
            figures.add(new Figure("ready_s", "seconds from a start after a clean stop to a sale, median",
                    median(clean), READY_MAX_S));
            figures.add(reported("ready_slowest_s", "likewise, the slowest",
                    Arrays.stream(clean).max().orElseThrow()));
            figures.add(reported("ready_after_kill_s", "likewise after kill -9, median", median(killed)));
            figures.add(reported("journal_mib", "size of the journal that it starts with",
                    (double) (Files.size(agent.data().resolve("journal.db")) >> 20)));
            figures.add(reported("starts", "of each kind", plan.starts));
        }
    }

    private void memory(Ports ports, List<Figure> figures) throws IOException {
        Path office = folder.resolve("office");
        Path store = folder.resolve("store");
        for (Path old : List.of(office, store)) {
            if (Files.exists(old)) {
                Folders.delete(old);
            }
        }
        try (var supervisor = new Supervisor(folder.resolve("memory.running"), _ -> {})) {
            var headOffice = new HeadOffice(home, office, programs, supervisor, ports, password(),
                    new HeadOffice.Box(AgentProcess.TENANT, AgentProcess.STORE, AgentProcess.AGENT,
                            AgentProcess.ZONE));
            words.println("  a head office is up");
            var agent = new AgentProcess(store, TILLS, ports.free(), headOffice.forAgents(), programs,
                    supervisor, machine.nanoTime());
            headOffice.enrol(agent.config());
            var _ = agent.start();
            figures.add(reported("rss_at_start_mb", "resident after the first sale, MiB",
                    agent.residentMib()));
            sell(agent);
            awaitSynced(agent);
            figures.add(new Figure("rss_mb",
                    "resident after " + plan.sales + " sales, all of them at head office, MiB",
                    agent.residentMib(), RESIDENT_MAX_MIB));
            figures.add(reported("sales", "of them", plan.sales));
            agent.stop();
        }
    }

    private String password() {
        return Long.toUnsignedString(machine.random().nextLong(), 36)
                + Long.toUnsignedString(machine.random().nextLong(), 36);
    }

    private void sell(AgentProcess agent) {
        try (var threads = Executors.newFixedThreadPool(TILLS)) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 1; i <= TILLS; i++) {
                String till = AgentProcess.till(i);
                work.add(() -> sell(agent.till(), till));
            }
            for (var done : threads.invokeAll(work)) {
                var _ = done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while selling", e);
        } catch (ExecutionException e) {
            throw new EnvironmentFault("a till could not sell: " + e.getCause(), e);
        }
    }

    private boolean sell(Till agent, String till) throws IOException {
        agent.openShift(till, "bench");
        for (int i = 1; i <= plan.sales / TILLS; i++) {
            agent.pay(agent.begin(till));
            if (i % SAID_EVERY == 0) {
                words.println("  " + till + " has sold " + i + " times");
            }
        }
        return true;
    }

    private static void awaitSynced(AgentProcess agent) throws IOException {
        for (int i = 0; i < SETTLE_TRIES; i++) {
            JsonNode sync = agent.till().status().required("sync");
            if (sync.required("connected").asBoolean() && sync.required("pending").asLong() == 0) {
                return;
            }
            pause();
        }
        throw new EnvironmentFault("not everything is at head office: " + agent.till().status());
    }

    private static void pause() {
        try {
            Thread.sleep(SETTLE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while waiting for head office", e);
        }
    }

    private static double median(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Figure reported(String name, String what, double value) {
        return new Figure(name, what, value, null);
    }
}
