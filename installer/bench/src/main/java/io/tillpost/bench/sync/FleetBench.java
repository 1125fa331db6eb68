package io.tillpost.bench.sync;

import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.figure.Report;
import io.tillpost.bench.office.Box;
import io.tillpost.bench.office.HeadOffice;
import io.tillpost.bench.office.StoreDay;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.sync.Downstream;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.edge.sync.Pace;
import io.tillpost.edge.sync.Speaker;
import io.tillpost.edge.sync.Story;
import io.tillpost.edge.sync.TailSource;
import io.tillpost.edge.sync.Timings;
import io.tillpost.edge.sync.Uplink;
import io.tillpost.edge.sync.mqtt.MqttWire;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.failpoint.Failpoints;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// One run of the bench: all stores of a chain come back at once, each with its own certificate, connection and backlog.
/// The marks are explained in docs/reference/sync-budgets.md.
final class FleetBench {
    private static final double FAIRNESS_LIMIT = 3;
    private static final double MEBIBYTES_LIMIT = 1_024;
    private static final double MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Path home;
    private final Path folder;
    private final Plan plan;
    private final SyncBench.Machine machine;
    private final PrintStream words;

    /// How it is measured.
    ///
    /// @param seed decides what is sold
    /// @param events that each store has waiting
    record Plan(long seed, int stores, int events) {}

    FleetBench(Path home, Path folder, Plan plan, SyncBench.Machine machine, PrintStream words) {
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
            var boxes = office.enrol(
                    IntStream.rangeClosed(1, plan.stores).mapToObj(i -> "f-" + i).toList());
            words.println("  " + boxes.size() + " boxes are enrolled");
            var stores = new ArrayList<MemoryStore>();
            for (Box box : boxes) {
                var store = new MemoryStore(box, machine.clock(), machine.ids(),
                        new Random(plan.seed + stores.size()));
                store.sell(plan.events);
                stores.add(store);
            }
            List<Double> seconds = drain(office, boxes, stores);
            try (var database = PostgresDatabase.open(office.database(1))) {
                return new Report("fleet", figures(office, stores, seconds, new Books(database)));
            }
        }
    }

    private List<Figure> figures(HeadOffice office, List<MemoryStore> stores, List<Double> seconds,
            Books books) throws IOException {
        long sent = stores.stream().mapToLong(MemoryStore::written).sum();
        double slowest = seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return List.of(
                new Figure("fairness", "the slowest store's time to deliver / the median store's",
                        slowest / Median.of(seconds), FAIRNESS_LIMIT),
                new Figure("central_rss_mb", "the node's resident memory at its highest, MiB",
                        office.nodePeakBytes() / MEBIBYTE, MEBIBYTES_LIMIT),
                new Figure("lost", "events that the stores wrote and head office does not have",
                        (double) sent - books.allEvents(), 0.0),
                new Figure("doubled", "places in journals beyond the events that were written",
                        Math.max(0.0, (double) books.positions() - sent), 0.0),
                new Figure("quarantined", "events that head office set aside", books.quarantined(), 0.0),
                new Figure("median_s", "seconds until the median store had delivered", Median.of(seconds),
                        null),
                new Figure("slowest_s", "seconds until the last store had", slowest, null),
                new Figure("fleet_events_per_s", "events/s of all stores together", sent / slowest, null),
                new Figure("stores", "stores that came back at once", stores.size(), null),
                new Figure("events", "events that waited in all of them", sent, null));
    }

    /// Seconds that each store took from the moment when all were let go.
    private List<Double> drain(HeadOffice office, List<Box> boxes, List<MemoryStore> stores) {
        var uplinks = new ArrayList<Uplink>();
        var done = new ConcurrentHashMap<String, Long>();
        var all = new CountDownLatch(stores.size());
        try {
            long begun = machine.nanoTime().getAsLong();
            for (int i = 0; i < stores.size(); i++) {
                MemoryStore store = stores.get(i);
                Uplink uplink = connect(boxes.get(i), store, office.brokerPort());
                uplink.onChange(() -> {
                    if (store.waiting() == 0
                            && done.putIfAbsent(store.store(), machine.nanoTime().getAsLong()) == null) {
                        all.countDown();
                    }
                });
                uplinks.add(uplink);
            }
            if (!all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new EnvironmentFault("after " + PATIENCE.toMinutes() + " minutes " + all.getCount()
                        + " stores have not delivered");
            }
            return done.values().stream().map(at -> (at - begun) / NANOS_PER_SECOND).toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while stores delivered", e);
        } finally {
            Drain.close(uplinks);
        }
    }

    private Uplink connect(Box box, MemoryStore store, int port) {
        var identity = new Identity(box.agent(), box.store(), "bench");
        var one = new OneStory();
        return Uplink.start(
                new Speaker(identity,
                        new MqttWire(identity, box.broker(HeadOffice.LOOPBACK, port), machine.clock()),
                        box.signer()),
                new Story(store, one, one, TailSource.none(),
                        new Incidents(new SilentJournal(), () -> new Stamp("agent", Actor.SYSTEM, null,
                                Mode.LIVE, StoreDay.DATE, null, "fleet"))),
                new Pace(Timings.DEFAULT, machine.clock(), machine.nanoTime(), machine.random()),
                machine.ids(), Downstream.NONE, Failpoints.NONE);
    }
}
