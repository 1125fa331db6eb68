package io.tillpost.edge.cart;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// One store that sells for cash and vouchers, on a real journal. Closing it and opening another on the same folder is a
/// restart.
final class SaleWorld implements AutoCloseable {
    static final String TILL = "till-1";
    static final Cause ANNA = new Cause(Actor.cashier("anna"),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T08:15:30Z"), ZoneOffset.UTC);
    private static final Map<String, Article> ARTICLES = Map.of(
            "1", new Article("1", "Bread", eur(250), new TaxRate(700), "food", false, false),
            "2", new Article("2", "Cup", eur(499), new TaxRate(1900), "home", false, false),
            "3", new Article("3", "Cheese", eur(1999), new TaxRate(700), "food", true, false),
            "4", new Article("4", "Repair", eur(0), new TaxRate(1900), "service", false, true),
            "5", new Article("5", "Pen", eur(501), new TaxRate(1900), "home", false, false));

    final SqliteJournal journal;
    final Shifts shifts;
    final Sales sales;
    final Carts carts;
    final Refunds refunds;

    SaleWorld(Path folder, int cashRoundingMinor) {
        this(folder, cashRoundingMinor, true);
    }

    SaleWorld(Path folder, int cashRoundingMinor, boolean pricesIncludeTax) {
        var ids = IdSource.uuidV7(CLOCK, new Random());
        var zone = ZoneId.of("Europe/Berlin");
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", zone,
                "0.1.0"), CLOCK, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of(TILL, "drawer-1", "till-2", "drawer-2"), EUR, zone, CLOCK, ids);
        var rules = new Sales.Rules("store-7", pricesIncludeTax, "rule-1", EUR, cashRoundingMinor);
        sales = new Sales(shifts, rules, CLOCK, ids);
        refunds = new Refunds(sales, shifts, rules, CLOCK, ids);
        carts = new Carts(shifts, sales, code -> Optional.ofNullable(ARTICLES.get(code)).map(Scanned::plain),
                new Pricing(pricesIncludeTax, EUR), CLOCK, ids);
    }

    SaleWorld opened() {
        var _ = done(unit -> shifts.open(unit, new Shifts.Opening(TILL, "anna", null, eur(10_000)),
                ANNA.traceparent()));
        return this;
    }

    Carts.Added add(String code) {
        return done(unit -> carts.article(code).then(article -> carts.add(unit, TILL, article, null, null,
                ANNA)));
    }

    Sale checkOut() {
        return done(unit -> carts.checkOut(unit, TILL, ANNA));
    }

    /// A sale of these articles, once each.
    Sale sale(String... codes) {
        for (String code : codes) {
            var _ = add(code);
        }
        return checkOut();
    }

    Sale cash(Sale sale, long given) {
        return done(unit -> sales.payCash(unit, sale.sale(), eur(given), ANNA));
    }

    Sale voucher(Sale sale, String number) {
        return done(unit -> sales.payVoucher(unit, sale.sale(), number, null, ANNA));
    }

    /// Sells a voucher for cash.
    Sale sellVoucher(VoucherWish wish) {
        var _ = done(unit -> carts.addVoucher(unit, TILL, wish, ANNA));
        return cash(checkOut(), wish.amount().minor());
    }

    long drawer() {
        return journal.read(shifts::allOpen).getFirst().expectedCash().minor();
    }

    <T extends Event> List<T> events(Class<T> type) {
        return journal.outbox()
                .rows(Lane.FIN, 1, 1000, 1 << 20)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    <T> T done(Function<UnitOfWork, Decision<T>> work) {
        return switch (journal.commit(work)) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    <T> Reason refused(Function<UnitOfWork, Decision<T>> work) {
        return switch (journal.commit(work)) {
            case Decision.Accepted<T>(var value) -> throw new AssertionError("accepted: " + value);
            case Decision.Refused<T>(var reason, _) -> reason;
        };
    }

    static Money eur(long minor) {
        return new Money(minor, EUR);
    }

    @Override
    public void close() {
        journal.close();
    }
}
