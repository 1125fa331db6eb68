package io.tillpost.bench.sync;

import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.figure.Report;
import io.tillpost.bench.office.Box;
import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// One run of the bench. The marks are explained in docs/reference/sync-budgets.md.
final class SyncBench {
    private static final double RATIO_MARK = 0.5;
    private static final double FAR_MARK = 5_500;
    private static final double GROWTH_LIMIT = 1.15;
    private static final double HEAP_LIMIT = 1.1;
    private static final Duration FAR = Duration.ofMillis(50);
    private static final int FAR_ROUNDS = 3;
    private static final int WARM_UP_PARTS = 2;
    private static final int STORE_CONNECTIONS = 8;

    private final Path home;
    private final Path folder;
    private final Plan plan;
    private final Machine machine;
    private final PrintStream words;

    /// How it is measured.
    ///
    /// @param seed decides what is sold
    /// @param stores that deliver at the same time
    /// @param pairs how often the line and the floor are measured, one after the other
    /// @param events that each store has waiting each time
    /// @param rows events in the large database; 0: growth is not measured
    record Plan(long seed, int stores, int pairs, long events, long rows) {}

    /// What the bench takes from the machine.
    ///
    /// @param nanoTime monotonic time in nanoseconds
    record Machine(Clock clock, SecureRandom random, LongSupplier nanoTime, IdSource ids) {
        static Machine of(io.tillpost.bench.command.Machine machine) {
            return new Machine(machine.clock(), machine.random(), machine.nanoTime(),
                    IdSource.uuidV7(machine.clock(), machine.random()));
        }
    }

    /// The line and the floor, for the same events, one after the other.
    private record Pair(double line, double floor) {
        double ratio() {
            return line / floor;
        }
    }

    SyncBench(Path home, Path folder, Plan plan, Machine machine, PrintStream words) {
        this.home = home;
        this.folder = folder;
        this.plan = plan;
        this.machine = machine;
        this.words = words;
    }

    Report run() throws IOException {
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
                var office = new HeadOffice(home, folder, ports,
                        Long.toUnsignedString(machine.random().nextLong(), 36) + "x")) {
            words.println("  head office is up: PostgreSQL, broker, node");
            var boxes = office.enrol(IntStream.rangeClosed(0, plan.stores).mapToObj(i -> "s-" + i).toList());
            var figures = new ArrayList<Figure>();
            try (var database = PostgresDatabase.open(office.database(STORE_CONNECTIONS))) {
                var books = new Books(database);
                figures.addAll(line(office, boxes.subList(1, boxes.size()), books, database));
                figures.add(far(office, boxes.getFirst()));
                if (plan.rows > 0) {
                    figures.addAll(
                            new Growth(office, folder, database, plan, machine, words).measure(GROWTH_LIMIT));
                }
                figures.add(
                        new Figure("quarantined", "events that head office set aside", books.quarantined(),
                                0.0));
            }
            return new Report("sync", figures);
        }
    }

    private List<Figure> line(HeadOffice office, List<Box> boxes, Books books, PostgresDatabase database)
            throws IOException {
        var agents = new ArrayList<StoreAgent>();
        try {
            for (Box box : boxes) {
                agents.add(new StoreAgent(box, folder.resolve(box.agent()), plan.seed + agents.size(),
                        machine));
            }
            var floor = new Floor(books, database, machine);
            pair(agents, office.brokerPort(), books, floor, plan.events / WARM_UP_PARTS);
            long heapBefore = Heap.used();
            var pairs = new ArrayList<Pair>();
            for (int i = 1; i <= plan.pairs; i++) {
                Pair pair = pair(agents, office.brokerPort(), books, floor, plan.events);
                words.printf(Locale.ROOT, "  pair %d: line %.0f/s, floor %.0f/s, ratio %.3f%n", i, pair.line,
                        pair.floor, pair.ratio());
                pairs.add(pair);
            }
            double heap = (double) Heap.used() / heapBefore;
            return List.of(
                    Figure.reaching("ratio_apply",
                            "events/s from the stores' journals to the ack, as a share of the bare apply",
                            Median.of(pairs.stream().map(Pair::ratio).toList()), RATIO_MARK),
                    new Figure("events_per_s", "events/s, posted, committed and acknowledged",
                            Median.of(pairs.stream().map(Pair::line).toList()), null),
                    new Figure("floor_per_s", "events/s of the bare apply",
                            Median.of(pairs.stream().map(Pair::floor).toList()), null),
                    new Figure("agent_heap_growth", "the agents' live heap after all of it / before", heap,
                            HEAP_LIMIT));
        } finally {
            agents.forEach(StoreAgent::close);
        }
    }

    private Pair pair(List<StoreAgent> agents, int port, Books books, Floor floor, long events) {
        agents.forEach(agent -> agent.sell(events));
        var marks = books.heads();
        long before = books.events();
        var drain = Drain.of(agents, agent -> agent.connect(port), StoreAgent::waiting, machine.nanoTime());
        if (books.events() - before != drain.events()) {
            throw new EnvironmentFault("head office has " + (books.events() - before)
                    + " events more, the stores delivered " + drain.events());
        }
        return new Pair(drain.perSecond(), floor.perSecond(marks));
    }

    private Figure far(HeadOffice office, Box box) throws IOException {
        var rates = new ArrayList<Double>();
        try (var relay = new Relay(office.brokerPort(), FAR, machine.nanoTime());
                var agent = new StoreAgent(box, folder.resolve(box.agent()), plan.seed, machine)) {
            for (int i = 0; i <= FAR_ROUNDS; i++) {
                agent.sell(plan.events);
                double rate = Drain.of(List.of(agent), one -> one.connect(relay.port()), StoreAgent::waiting,
                        machine.nanoTime()).perSecond();
                words.printf(Locale.ROOT, "  one store, %d ms away: %.0f/s%n", FAR.toMillis(), rate);
                rates.add(rate);
            }
        }
        // The first one warms up.
        return Figure.reaching("events_per_s_50ms", "events/s of one store, 50 ms round trip to the broker",
                Median.of(rates.subList(1, rates.size())), FAR_MARK);
    }
}
