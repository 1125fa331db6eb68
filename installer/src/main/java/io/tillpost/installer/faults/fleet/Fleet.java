package io.tillpost.installer.faults.fleet;

import io.tillpost.installer.faults.oracle.BoxView;
import io.tillpost.installer.faults.oracle.Finding;
import io.tillpost.installer.faults.oracle.OfficeReader;
import io.tillpost.installer.faults.oracle.Oracle;
import io.tillpost.installer.faults.oracle.Witness;
import io.tillpost.installer.faults.world.Enrolled;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.event.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Stores that come all at once, each enrolled by a code of its own.
public final class Fleet implements AutoCloseable {
    private static final String TENANT = "acme";
    private static final String LEGAL_ENTITY = "acme-de";
    private static final int ENROLLED_AT_ONCE = 8;
    /// Longer than a batch waits while all the others are worked on.
    private static final Duration ASK_AGAIN = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final World world;
    private final List<Member> members;

    private Fleet(World world, List<Member> members) {
        this.world = world;
        this.members = List.copyOf(members);
    }

    /// Makes them known and enrols them; nobody connects yet.
    ///
    /// @param sales of each, in its backlog
    public static Fleet enrol(World world, int stores, int sales, long seed) {
        try (var workers = Executors.newFixedThreadPool(ENROLLED_AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<Member>> tasks = new ArrayList<>();
            for (int i = 1; i <= stores; i++) {
                String store = "fleet-" + Long.toString(Math.abs(seed) % 1_000_000, 36) + "-" + i;
                long own = seed * 1_000 + i;
                tasks.add(() -> member(world, store, sales, own));
            }
            List<Member> members = new ArrayList<>();
            for (Future<Member> each : workers.invokeAll(tasks)) {
                members.add(each.get());
            }
            return new Fleet(world, members);
        } catch (ExecutionException e) {
            throw new EnvironmentFault("a store of the fleet cannot be enrolled: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while a fleet was enrolled", e);
        }
    }

    private static Member member(World world, String store, int sales, long seed) {
        String agent = store + "-a";
        var ids = world.ids();
        var _ = world.office().send(Request.json("PUT", "/v1/stores/" + store,
                Map.of("legalEntity", LEGAL_ENTITY, "name", store, "zone", "Europe/Berlin", "currency", "EUR",
                        "agents",
                        List.of(agent), "cardContracts", List.of()),
                ids.next().toString()));
        var clock = world.ground().clock();
        var backlog = new Backlog(new Place(TENANT, LEGAL_ENTITY, store, "till-1", agent), sales, ids,
                clock.instant(),
                new Random(seed));
        return new Member(TENANT, store, backlog, Enrolled.by(world, store, agent), world.brokerPort(), clock,
                ids);
    }

    /// All come at the same moment and send what they have; answers how long that took. Throws [EnvironmentFault] when
    /// some still have a rest after `patience`.
    public Duration come(Duration patience) {
        var nanoTime = world.ground().nanoTime();
        long began = nanoTime.getAsLong();
        long next = began;
        while (waiting() > 0) {
            long now = nanoTime.getAsLong();
            if (now - began > patience.toNanos()) {
                throw new EnvironmentFault(waiting() + " of " + members.size()
                        + " stores still have a rest after " + patience.toSeconds() + " s");
            }
            if (now >= next) {
                members.forEach(Member::tick);
                next = nanoTime.getAsLong() + ASK_AGAIN.toNanos();
            }
            Pause.of(LOOK);
        }
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    /// How many stores have a rest.
    public long waiting() {
        return members.stream().filter(member -> !member.isDone()).count();
    }

    /// How many sales all of them have made.
    public int sales() {
        return members.stream().mapToInt(member -> member.backlog().sales().size()).sum();
    }

    /// What must not be, of each store by itself.
    public List<Finding> judged(OfficeReader reader) throws IOException {
        List<Finding> found = new ArrayList<>();
        for (Member member : members) {
            Backlog backlog = member.backlog();
            var head = new BoxView.Head("fin", backlog.key().journalId(), 1, backlog.last(),
                    backlog.hash(backlog.last()), backlog.last());
            var witness = new Witness(backlog.sales(), List.of(), 0, Set.of(), 0, false);
            found.addAll(Oracle.judge(witness, reader.read(TENANT, member.store()),
                    new BoxView(List.of(head), 0)));
        }
        return found;
    }

    @Override
    public void close() {
        members.forEach(Member::leave);
    }
}
