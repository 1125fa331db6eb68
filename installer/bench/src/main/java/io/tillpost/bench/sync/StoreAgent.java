package io.tillpost.bench.sync;

import io.tillpost.bench.office.Box;
import io.tillpost.bench.office.HeadOffice;
import io.tillpost.bench.office.StoreDay;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
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
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The part of a store's agent that keeps and delivers: its journal on disk, and the uplink.
final class StoreAgent implements AutoCloseable {
    private static final Timings TIMINGS = Timings.DEFAULT.withReconnect(Duration.ofMillis(50),
            Duration.ofMillis(500));
    private static final int EVENTS_PER_COMMIT = 500;
    private static final String TRACE = "00-0000000000000000000000000000beef-000000000000beef-01";

    private final Box box;
    private final SyncBench.Machine machine;
    private final SqliteJournal journal;
    private final StoreDay day;

    StoreAgent(Box box, Path folder, long seed, SyncBench.Machine machine) {
        this.box = box;
        this.machine = machine;
        var master = MasterKey.fresh(machine.random());
        this.journal = SqliteJournal.open(folder,
                new Origin(box.tenant(), HeadOffice.LEGAL_ENTITY, box.store(), box.agent(),
                        ZoneId.of("Europe/Berlin"), "bench"),
                machine.clock(), machine.ids(), machine.nanoTime(), _ -> master, machine.random());
        this.day = new StoreDay(box.store(), new Random(seed), machine.ids());
    }

    /// Sells until at least that many events more are in the journal.
    void sell(long events) {
        long wanted = written() + events;
        while (written() < wanted) {
            var some = new ArrayList<Sold>();
            while (some.size() < EVENTS_PER_COMMIT) {
                day.next((till, shift, event) -> some.add(new Sold(till, shift, event)));
            }
            List<Sold> all = some.subList(0, (int) Math.min(some.size(), Math.max(1, wanted - written())));
            journal.commit(unit -> {
                some.forEach(one -> unit.append(stamp(one), one.event));
                return all.size();
            });
        }
    }

    private record Sold(String till, ShiftId shift, Event event) {}

    private static Stamp stamp(Sold sold) {
        return new Stamp(sold.till, Actor.cashier("kim"), null, Mode.LIVE, StoreDay.DATE, sold.shift, TRACE);
    }

    /// Events in the journal.
    long written() {
        return lanes().stream().mapToLong(lane -> journal.outbox().head(lane).lastSeq()).sum();
    }

    /// Events that head office has not acknowledged.
    long waiting() {
        return lanes().stream().mapToLong(lane -> journal.outbox().backlog(lane).events()).sum();
    }

    private static List<Lane> lanes() {
        return List.of(Lane.FIN, Lane.OPS);
    }

    /// Begins to deliver, to a broker on loopback.
    Uplink connect(int port) {
        var identity = new Identity(box.agent(), box.store(), "bench");
        return Uplink.start(
                new Speaker(identity,
                        new MqttWire(identity, box.broker(HeadOffice.LOOPBACK, port), machine.clock()),
                        box.signer()),
                new Story(journal.outbox(), journal.lineage(), journal.succession(), TailSource.none(),
                        new Incidents(journal, () -> new Stamp("agent", Actor.SYSTEM, null, Mode.LIVE,
                                StoreDay.DATE, null, TRACE))),
                new Pace(TIMINGS, machine.clock(), machine.nanoTime(), machine.random()), machine.ids(),
                Downstream.NONE, Failpoints.NONE);
    }

    String store() {
        return box.store();
    }

    @Override
    public void close() {
        journal.close();
    }
}
