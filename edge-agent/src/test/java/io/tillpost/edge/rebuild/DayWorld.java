package io.tillpost.edge.rebuild;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.cart.Article;
import io.tillpost.edge.cart.Carts;
import io.tillpost.edge.cart.Scanned;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cash;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A store's rooms on a real journal: two tills, one card terminal. Closing it and opening another on a copy of its folder is
/// a restore.
final class DayWorld implements AutoCloseable {
    static final String TERMINAL = "terminal-1";
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static final Sales.Rules RULES = new Sales.Rules("store-7", true, "rule-1", ScriptedTerminal.EUR, 5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, Article> ARTICLES = Map.of(
            "1", new Article("1", "Bread", eur(250), new TaxRate(700), "food", false, false),
            "2", new Article("2", "Cup", eur(499), new TaxRate(1900), "home", false, false),
            "5", new Article("5", "Pen", eur(501), new TaxRate(1900), "home", false, false));

    final Path folder;
    final TurnedClock clock;
    final SqliteJournal journal;
    final Shifts shifts;
    final Cash cash;
    final Sales sales;
    final Refunds refunds;
    final Carts carts;
    final CardPayments payments;
    final Rebuild rebuild;
    private final Devices devices;

    DayWorld(Path folder, ScriptedTerminal terminal, TurnedClock clock) {
        this.folder = folder;
        this.clock = clock;
        var ids = IdSource.uuidV7(clock, new Random());
        var zone = ZoneId.of("Europe/Berlin");
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", zone,
                "0.1.0"), clock, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1", "till-2", "drawer-2"), ScriptedTerminal.EUR, zone,
                clock, ids);
        journal.inEveryUnit(shifts.observer());
        cash = new Cash(shifts);
        sales = new Sales(shifts, RULES, clock, ids);
        refunds = new Refunds(sales, shifts, RULES, clock, ids);
        carts = new Carts(shifts, sales, code -> Optional.ofNullable(ARTICLES.get(code)).map(Scanned::plain),
                new Pricing(true, ScriptedTerminal.EUR), clock, ids);
        devices = new Devices(Map.of(TERMINAL, terminal), Map.of(), new HealthBoard((_, _) -> {}, clock));
        payments = new CardPayments(journal, devices, sales, refunds, clock, ids, _ -> {});
        rebuild = new Rebuild(shifts, RULES, List.of(TERMINAL));
    }

    static Cause cashier(String till) {
        return new Cause(Actor.cashier(till.equals("till-1") ? "anna" : "berta"), TRACE);
    }

    static Money eur(long minor) {
        return new Money(minor, ScriptedTerminal.EUR);
    }

    <T> Decision<T> tried(Function<UnitOfWork, Decision<T>> work) {
        return journal.commit(work);
    }

    <T> T done(Function<UnitOfWork, Decision<T>> work) {
        return value(tried(work));
    }

    static <T> T value(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    Attempt look(Attempt attempt) {
        return journal.read(view -> payments.find(view, attempt.attempt())).orElseThrow();
    }

    /// The attempt, once it is resolved.
    Attempt ended(@Nullable AttemptId id) throws InterruptedException {
        return payments.await(Objects.requireNonNull(id), PATIENCE).orElseThrow();
    }

    List<JournalRow> rowsAfter(Lane lane, long seq) {
        return journal.archive()
                .events(lane, seq + 1, 1_000_000)
                .stream()
                .map(stored -> stored.row())
                .toList();
    }

    /// Tells the records of rows that this box does not have.
    void learn(List<JournalRow> rows) {
        var _ = journal.commit(unit -> {
            for (JournalRow row : rows) {
                rebuild.appended(unit, EventCodec.envelope(row), EventCodec.decode(row));
            }
            return true;
        });
    }

    /// A copy of the journal as it lies on the disk now.
    static Path copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (String name : List.of("journal.db", "journal.db-wal")) {
                if (Files.exists(from.resolve(name))) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From now on nothing happens by itself.
    void unplug() {
        devices.close();
    }

    @Override
    public void close() {
        devices.close();
        journal.close();
    }
}
