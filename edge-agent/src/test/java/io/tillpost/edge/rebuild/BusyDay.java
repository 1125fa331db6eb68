package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;

import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.cart.VoucherWish;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.BatchClosing;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.ReceiptList;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.shift.CashMovement;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.TaxRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// What people do at two tills, one thing after another, as a seed has it.
final class BusyDay {
    private static final List<String> TILLS = List.of("till-1", "till-2");
    private static final List<CashMovement.Kind> KINDS = List.of(CashMovement.Kind.PAY_IN,
            CashMovement.Kind.PAY_OUT, CashMovement.Kind.SAFE_DROP);
    private static final List<Point> POINTS = List.of(Point.SENT, Point.APPROVED, Point.COMMITTED);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DayWorld world;
    private final ScriptedTerminal terminal;
    private final Random random;
    private final ReceiptList receipts = new ReceiptList();
    private final List<String> vouchers = new ArrayList<>();

    BusyDay(DayWorld world, ScriptedTerminal terminal, Random random) {
        this.world = world;
        this.terminal = terminal;
        this.random = random;
    }

    void somethingHappens() throws InterruptedException {
        world.clock.turn(Duration.ofSeconds(1 + random.nextInt(120)));
        String till = TILLS.get(random.nextInt(TILLS.size()));
        Optional<Shift> shift = openOn(till);
        if (shift.isEmpty()) {
            var _ = world.done(unit -> world.shifts.open(unit, new Shifts.Opening(till,
                    cashier(till).actor().name(), null, eur(random.nextInt(100) * 100L)), DayWorld.TRACE));
            return;
        }
        switch (random.nextInt(16)) {
            case 0 -> move(shift.get());
            case 1 ->
                world.tried(unit -> world.cash.noSale(unit, shift.get().shift(), "change", cashier(till)));
            case 2 -> sellVoucher(till);
            case 3, 4 -> refund(till);
            case 5 -> giveCartUp(till);
            case 6 -> endOfDay(till);
            case 7 -> close(shift.get());
            default -> sell(till);
        }
    }

    private Optional<Shift> openOn(String till) {
        return world.journal.read(world.shifts::allOpen)
                .stream()
                .filter(shift -> shift.till().equals(till))
                .findFirst();
    }

    private void move(Shift shift) {
        var kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean words = kind != CashMovement.Kind.SAFE_DROP;
        var _ = world.tried(unit -> world.cash.move(unit, shift.shift(), new CashMovement(kind,
                eur(1 + random.nextInt(900)), words ? "for a reason" : null, null), cashier(shift.till())));
    }

    private void giveCartUp(String till) {
        scan(till);
        if (random.nextInt(3) == 0) {
            // Left as it is.
            return;
        }
        if (random.nextBoolean()) {
            var _ = world.done(unit -> world.carts.abandon(unit, till, "void", cashier(till)));
        } else {
            Sale sale = world.done(unit -> world.carts.checkOut(unit, till, cashier(till)));
            var _ = world.done(unit -> world.sales.abort(unit, sale.sale(), "left", cashier(till)));
        }
    }

    private void scan(String till) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            String code = List.of("1", "2", "5").get(random.nextInt(3));
            var _ = world.done(unit -> world.carts.article(code)
                    .then(article -> world.carts.add(unit, till, article, null, null, cashier(till))));
        }
    }

    private void sellVoucher(String till) {
        String number = "V-" + (vouchers.size() + 1) + "-" + Math.floorMod(random.nextInt(), 1000);
        vouchers.add(number);
        var wish = new VoucherWish(number, eur(1000), random.nextBoolean() ? null : new TaxRate(700));
        if (world.tried(unit -> world.carts.addVoucher(unit, till, wish,
                cashier(till))) instanceof Decision.Accepted<?>) {
            pay(world.done(unit -> world.carts.checkOut(unit, till, cashier(till))), till, 5);
        }
    }

    private void sell(String till) throws InterruptedException {
        scan(till);
        if (random.nextInt(8) == 0) {
            var _ = world.done(unit -> world.carts.park(unit, till, "later"));
            return;
        }
        Sale sale = world.done(unit -> world.carts.checkOut(unit, till, cashier(till)));
        if (random.nextInt(12) == 0) {
            // Stands there unpaid.
            return;
        }
        switch (random.nextInt(8)) {
            case 0 -> voucher(sale, till);
            case 1 -> partInCash(sale, till);
            case 2, 3, 4 -> card(sale, till);
            default -> pay(sale, till, 5);
        }
    }

    private void pay(Sale sale, String till, int wholes) {
        long due = world.sales.cashDue(sale).minor();
        long given = random.nextInt(wholes) == 0 ? due : due + 100;
        var _ = world.tried(unit -> world.sales.payCash(unit, sale.sale(), eur(given), cashier(till)));
    }

    private void voucher(Sale sale, String till) throws InterruptedException {
        if (vouchers.isEmpty()) {
            return;
        }
        String number = vouchers.get(random.nextInt(vouchers.size()));
        if (world.tried(unit -> world.sales.payVoucher(unit, sale.sale(), number, null,
                cashier(till))) instanceof Decision.Accepted<Sale>(var paid)
                && paid.state() != SaleState.COMPLETED) {
            card(paid, till);
        }
    }

    private void partInCash(Sale sale, String till) throws InterruptedException {
        Sale part = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(100), cashier(till)));
        switch (random.nextInt(4)) {
            case 0 -> world.done(unit -> world.sales.giveBack(unit, part.sale(), 0, cashier(till)));
            case 1 -> {
                // Stands there half paid.
            }
            default -> card(part, till);
        }
    }

    private void card(Sale sale, String till) throws InterruptedException {
        boolean all = random.nextInt(4) > 0 || sale.remaining().minor() < 200;
        if (!(world.payments.prepare(TERMINAL) instanceof Decision.Accepted<?>)) {
            return;
        }
        Decision<Attempt> begun = world.tried(unit -> world.payments.begin(unit, sale.sale(), TERMINAL,
                all ? null : eur(100), cashier(till)));
        if (begun instanceof Decision.Accepted<Attempt>(var attempt)) {
            run(attempt, till);
            Sale now = look(sale.sale());
            int last = now.tenders().size() - 1;
            if (now.state() == SaleState.PART_PAID && random.nextBoolean()
                    && now.tenders().get(last) instanceof Tender.Card
                    && world.tried(unit -> world.payments.beginGiveBack(unit, sale.sale(), last,
                            cashier(till))) instanceof Decision.Accepted<Attempt>(var reversal)) {
                run(reversal, till);
            }
        }
    }

    private Sale look(SaleId sale) {
        return world.journal.read(view -> world.sales.byId(view, sale));
    }

    /// Ends well, in a refusal, or in a way that nobody knows of until a person looks.
    private void run(Attempt attempt, String till) throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0 -> terminal.answers(new PaymentResult.Declined(5, "no"));
            case 1 -> terminal.answers(new PaymentResult.NotStarted("busy"));
            case 2 -> terminal.unplugAt(POINTS.get(random.nextInt(POINTS.size())));
            default -> {
                // As it should.
            }
        }
        world.payments.run(attempt);
        world.clock.turn(Duration.ofSeconds(1));
        Attempt now = ended(attempt);
        terminal.answers = false;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        if (!now.state().resolved() && random.nextInt(3) > 0) {
            world.clock.turn(Duration.ofSeconds(61));
            boolean moved = random.nextBoolean();
            var _ = world.done(unit -> world.payments.attest(unit, attempt.attempt(), moved, cashier(till)));
        }
        if (world.look(attempt).state().resolved()) {
            terminal.reachable = true;
        }
    }

    private Attempt ended(Attempt attempt) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Attempt now = world.look(attempt);
        while (!now.state().resolved() && now.unsureSince() == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(500_000);
            now = world.look(attempt);
        }
        return now;
    }

    private void refund(String till) throws InterruptedException {
        var latest = world.journal.read(view -> receipts.latest(view, null, 20))
                .stream()
                .filter(entry -> entry.refund() == null)
                .toList();
        if (latest.isEmpty()) {
            return;
        }
        Sale sale = look(latest.get(random.nextInt(latest.size())).sale());
        if (random.nextInt(3) == 0
                && world.tried(unit -> world.refunds.beginReversal(unit, sale.sale(), till, "broken",
                        cashier(till))) instanceof Decision.Accepted<Refund>(var reversal)
                && world.tried(unit -> world.payments.beginReversal(unit, reversal.refund(),
                        cashier(till))) instanceof Decision.Accepted<Attempt>(var attempt)) {
            run(attempt, till);
            return;
        }
        int line = 1 + random.nextInt(sale.lines().size());
        long quantity = random.nextBoolean() ? 1000 : sale.lines().get(line - 1).quantityThousandths();
        if (world.tried(unit -> world.refunds.begin(unit, new Refunds.Wanted(sale.sale(),
                List.of(new RefundWish(line, quantity)), till, "broken"),
                cashier(till))) instanceof Decision.Accepted<Refund>(var refund)
                && refund.state() == RefundState.OPEN) {
            giveBack(refund, till);
        }
    }

    private void giveBack(Refund refund, String till) throws InterruptedException {
        switch (random.nextInt(5)) {
            case 0 -> world.done(unit -> world.refunds.abort(unit, refund.refund()));
            case 1 ->
                world.done(unit -> world.refunds.payVoucher(unit, refund.refund(), null, cashier(till)));
            case 2 -> {
                if (world.payments.prepare(TERMINAL) instanceof Decision.Accepted<?>
                        && world.tried(unit -> world.payments.beginRefund(unit, refund.refund(), TERMINAL,
                                cashier(till))) instanceof Decision.Accepted<Attempt>(var attempt)) {
                    run(attempt, till);
                }
            }
            default -> world.done(unit -> world.refunds.payCash(unit, refund.refund(), cashier(till)));
        }
    }

    private void endOfDay(String till) throws InterruptedException {
        terminal.batch = random.nextBoolean()
                ? new EndOfDayResult.Closed("69000001", 1, 7, List.of())
                : new EndOfDayResult.Unknown("cut off");
        if (world.tried(unit -> world.payments.beginEndOfDay(unit, TERMINAL,
                world.shifts.systemStamp(unit, till,
                        DayWorld.TRACE))) instanceof Decision.Accepted<BatchClosing>(var closing)) {
            world.payments.run(closing);
            var _ = world.payments.awaitBatch(closing.id(), PATIENCE);
        }
    }

    private void close(Shift shift) {
        if (random.nextInt(3) > 0) {
            end(shift.till());
        }
        var _ = world.tried(unit -> world.shifts.close(unit, shift.shift(),
                random.nextBoolean() ? shift.expectedCash().plus(eur(random.nextInt(3) - 1L)) : null,
                this::nothingOpen, cashier(shift.till())));
    }

    private Decision<Boolean> nothingOpen(View view, String till) {
        boolean open = world.sales.allOpen(view).stream().anyMatch(sale -> sale.till().equals(till))
                || world.refunds.allOpen(view).stream().anyMatch(refund -> refund.till().equals(till));
        return open
                ? Decision.refuse(Reason.SALE_STILL_OPEN, "open")
                : world.carts.none(view, till);
    }

    /// Brings to an end what can be without the terminal.
    void end(String till) {
        for (Refund refund : world.journal.read(world.refunds::allOpen)) {
            if (refund.till().equals(till) && refund.state() == RefundState.OPEN) {
                var _ = world.tried(unit -> world.refunds.payCash(unit, refund.refund(), cashier(till)));
            }
        }
        for (Sale sale : world.journal.read(world.sales::allOpen)) {
            if (sale.till().equals(till) && sale.state() != SaleState.CARD_PENDING) {
                pay(sale, till, 1);
            }
        }
        world.journal.read(view -> world.carts.parked(view, till)).forEach(parked -> {
            if (world.journal.read(view -> world.carts.open(view, till)).isPresent()) {
                var _ = world.done(unit -> world.carts.abandon(unit, till, "left", cashier(till)));
            }
            var _ = world.done(unit -> world.carts.recall(unit, till, parked.cart().cart()));
        });
        if (world.journal.read(view -> world.carts.open(view, till)).isPresent()) {
            var _ = world.done(unit -> world.carts.abandon(unit, till, "left", cashier(till)));
        }
    }

    /// Brings everything to an end that is open.
    void endAll() {
        for (Attempt attempt : world.journal.read(world.payments::unresolved)) {
            world.clock.turn(Duration.ofSeconds(61));
            if (attempt.state() != AttemptState.STARTED) {
                var _ = world.done(
                        unit -> world.payments.attest(unit, attempt.attempt(), true, cashier("till-1")));
            }
        }
        TILLS.forEach(this::end);
    }
}
