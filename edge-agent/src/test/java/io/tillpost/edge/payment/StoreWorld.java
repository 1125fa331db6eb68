package io.tillpost.edge.payment;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.CheckedOut;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One store with one till and one terminal, without HTTP, on a real journal. Closing it and opening another on the same
/// folder is the agent's death and restart: only what was committed is left.
final class StoreWorld implements AutoCloseable {
    static final String TERMINAL = "terminal-1";
    static final String SECOND = "terminal-2";
    static final Cause SUPERVISOR = new Cause(Actor.cashier("berta"),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203332-01");
    static final Cause ANNA = new Cause(Actor.cashier("anna"),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    /// Until somebody's hand is needed.
    static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final HandClock clock;
    final IdSource ids;
    final SqliteJournal journal;
    final Shifts shifts;
    final Sales sales;
    final Refunds refunds;
    final Devices devices;
    final CardPayments payments;
    /// What the root heard of.
    final List<SaleId> told = new CopyOnWriteArrayList<>();
    final List<AttemptId> changes = new CopyOnWriteArrayList<>();

    StoreWorld(Path folder, ScriptedTerminal terminal) {
        this(folder, terminal, new HandClock());
    }

    StoreWorld(Path folder, ScriptedTerminal terminal, HandClock clock) {
        this(folder, terminal, new ScriptedTerminal(), clock);
    }

    StoreWorld(Path folder, ScriptedTerminal terminal, ScriptedTerminal second) {
        this(folder, terminal, second, new HandClock());
    }

    StoreWorld(Path folder, ScriptedTerminal terminal, ScriptedTerminal second, HandClock clock) {
        this.clock = clock;
        ids = IdSource.uuidV7(clock, new Random());
        var zone = ZoneId.of("Europe/Berlin");
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", zone,
                "0.1.0"), clock, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1", "till-2", "drawer-2"), ScriptedTerminal.EUR, zone,
                clock, ids);
        var rules = new Sales.Rules("store-7", true, "rule-1", ScriptedTerminal.EUR);
        sales = new Sales(shifts, rules, clock, ids);
        refunds = new Refunds(sales, shifts, rules, clock, ids);
        devices = new Devices(Map.of(TERMINAL, terminal, SECOND, second), Map.of(),
                new HealthBoard((_, _) -> {}, clock));
        payments = new CardPayments(journal, devices, sales, refunds, clock, ids,
                new CardPayments.Listener() {
                    @Override
                    public void moved(Attempt attempt) {
                        told.add(attempt.sale());
                    }

                    @Override
                    public void changed(AttemptId attempt) {
                        changes.add(attempt);
                    }
                });
        payments.watchBatches((view, _) -> shifts.systemStamp(view, "till-1", ANNA.traceparent()));
        payments.resume();
    }

    /// A clock that stands still until somebody turns it on.
    static final class HandClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(
                Instant.parse("2026-03-02T08:15:30Z"));

        void forward(Duration by) {
            var _ = now.updateAndGet(instant -> instant.plus(by));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("a store's clock is UTC");
        }
    }

    /// The rules alone, without terminals.
    Attempts attempts() {
        var book = new AttemptBook();
        return new Attempts(book, new TerminalMemory(), new Owners(book, sales, refunds), clock, ids);
    }

    void openShift(String till) {
        var _ = value(journal.commit(unit -> shifts.open(unit,
                new Shifts.Opening(till, "anna", null, eur(0)), ANNA.traceparent())));
    }

    Sale sale(long minor) {
        var item = new Basket.Item("1", "Tea", 1000, eur(minor), new TaxRate(700), "food", null);
        return value(journal.commit(unit -> sales.start(unit, new Basket("till-1", List.of(item)), ANNA)));
    }

    /// Its goods are rung up again.
    Decision<Sale> checkOut(Sale sale) {
        var priced = new Pricing.Priced(sale.lines(), sale.taxes(), sale.total());
        return journal.commit(unit -> sales.checkOut(unit,
                new CheckedOut(sale.sale(), shifts.byId(unit, sale.shift()), sale.startedAt(), priced),
                ANNA));
    }

    Sale look(Sale sale) {
        return journal.read(view -> sales.byId(view, sale.sale()));
    }

    Decision<Attempt> tryCharge(Sale sale) throws InterruptedException {
        return tryCharge(sale, null);
    }

    Decision<Attempt> tryCharge(Sale sale, @Nullable Money amount) throws InterruptedException {
        var _ = value(payments.prepare(TERMINAL));
        return journal.commit(unit -> payments.begin(unit, sale.sale(), TERMINAL, amount, ANNA));
    }

    /// A terminal that has nothing more in its open batch.
    BatchClosing endOfDay() throws InterruptedException {
        BatchClosing closing = value(journal.commit(unit -> payments.beginEndOfDay(unit, TERMINAL,
                shifts.systemStamp(unit, "till-1", ANNA.traceparent()))));
        payments.run(closing);
        return payments.awaitBatch(closing.id(), PATIENCE).orElseThrow();
    }

    /// Begins and sends it.
    Attempt charge(Sale sale) throws InterruptedException {
        Attempt attempt = value(tryCharge(sale));
        payments.run(attempt);
        return attempt;
    }

    Attempt end(AttemptId id) throws InterruptedException {
        return payments.await(id, PATIENCE).orElseThrow();
    }

    /// The attempt, once the terminal has proven what became of it.
    Attempt proven(AttemptId id) {
        return await(id, attempt -> !attempt.state().canBeProven());
    }

    /// Waits until tills are shown this of an attempt.
    void untilShown(Attempt attempt, String text) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!payments.shown(attempt.attempt()).contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("shown is '" + payments.shown(attempt.attempt()) + "', not " + text);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    Attempt look(AttemptId id) {
        return journal.read(view -> payments.find(view, id)).orElseThrow();
    }

    /// An attempt that nobody can find out about, and the minute that automation has for it.
    void giveUpOn(Attempt attempt) {
        var _ = unsure(attempt);
        clock.forward(MINUTE);
    }

    /// The attempt, once only recovery can say what became of it.
    Attempt unsure(Attempt attempt) {
        return await(attempt.attempt(), now -> now.unsureSince() != null);
    }

    /// The root has heard that the money of so many attempts moved.
    List<SaleId> told(int times) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (told.size() < times && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        return told;
    }

    private Attempt await(AttemptId id, Predicate<Attempt> enough) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.test(look(id)) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        return look(id);
    }

    Decision<Attempt> attest(Attempt attempt, boolean moved) {
        return journal.commit(unit -> payments.attest(unit, attempt.attempt(), moved, SUPERVISOR))
                .then(attested -> {
                    payments.attested(attested);
                    return Decision.accept(attested);
                });
    }

    List<IncidentRaised> incidents() {
        return events(Lane.OPS).stream()
                .filter(IncidentRaised.class::isInstance)
                .map(IncidentRaised.class::cast)
                .toList();
    }

    List<Event> events() {
        return events(Lane.FIN);
    }

    private List<Event> events(Lane lane) {
        return journal.outbox()
                .rows(lane, 1, 1000, 1 << 20)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .toList();
    }

    <T extends Event> List<T> events(Class<T> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    static Money eur(long minor) {
        return new Money(minor, ScriptedTerminal.EUR);
    }

    static <T> T value(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    @Override
    public void close() {
        journal.close();
        devices.close();
    }
}
