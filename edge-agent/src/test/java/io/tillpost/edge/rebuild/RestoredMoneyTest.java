package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.refused;
import static io.tillpost.edge.rebuild.OneTill.scan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.cart.VoucherWish;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a restored box must not take or give twice.
class RestoredMoneyTest {
    @TempDir
    private Path folder = Path.of("");
    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @Test
    void aRefundThatWasGivenUpComesBackAndGivesNothingWhenItsGoodsCameBackOtherwise() throws Exception {
        List<JournalRow> rows;
        try (var world = world("lost")) {
            open(world);
            scan(world);
            Sale sale = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            var _ = world.done(unit -> world.sales.payCash(unit, sale.sale(), sale.total(), cashier(TILL)));
            Refund declined = begun(world, sale);
            terminal.answers(new PaymentResult.Declined(5, "declined"));
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            Attempt attempt = world.done(
                    unit -> world.payments.beginRefund(unit, declined.refund(), TERMINAL, cashier(TILL)));
            world.payments.run(attempt);
            assertEquals(AttemptState.DECLINED, world.ended(attempt.attempt()).state());
            var _ = world.done(unit -> world.refunds.abort(unit, declined.refund()));
            Refund paid = begun(world, sale);
            assertEquals(RefundState.COMPLETED, world
                    .done(unit -> world.refunds.payCash(unit, paid.refund(), cashier(TILL)))
                    .state());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            for (Refund open : world.journal.read(world.refunds::allOpen)) {
                assertEquals(Reason.NOT_REFUNDABLE, refused(world.tried(
                        unit -> world.refunds.payCash(unit, open.refund(), cashier(TILL)))));
                assertEquals(RefundState.ABORTED,
                        world.done(unit -> world.refunds.abort(unit, open.refund())).state());
            }
        }
    }

    @Test
    void aCartOfTheBackupDoesNotTakeTheMoneyFromTheSaleThatItBecame() throws Exception {
        List<JournalRow> rows;
        long known;
        try (var world = world("lost")) {
            open(world);
            scan(world);
            scan(world);
            Sale sale = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            var _ = world.done(unit -> world.carts.backToCart(unit, sale.sale()));
            var _ = DayWorld.copy(folder.resolve("lost"), folder.resolve("restored"));
            known = world.rowsAfter(Lane.FIN, 0).size();
            var _ = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            var _ = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(100), cashier(TILL)));
            rows = world.rowsAfter(Lane.FIN, known);
        }
        try (var world = world("restored")) {
            world.learn(rows);
            Sale again = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            assertEquals(SaleState.PART_PAID, again.state());
            assertEquals(eur(100), again.paid());
            assertEquals(again.total().minus(eur(100)), again.remaining());
        }
    }

    @Test
    void moneyThatCameLateIsPaidAfterARestoreToo() throws Exception {
        List<JournalRow> rows;
        Sale sale;
        try (var world = world("lost")) {
            open(world);
            sale = OneTill.sold(world);
            terminal.unplugAt(ScriptedTerminal.Point.APPROVED);
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            Attempt attempt = world.done(unit -> world.payments.begin(unit, sale.sale(), TERMINAL, eur(100),
                    cashier(TILL)));
            world.payments.run(attempt);
            OneTill.until(() -> world.look(attempt).unsureSince() != null);
            clock.turn(Duration.ofHours(1));
            world.payments.attested(world.done(
                    unit -> world.payments.attest(unit, attempt.attempt(), false, cashier(TILL))));
            terminal.reachable = true;
            OneTill.until(() -> world.look(attempt).state() == AttemptState.CHARGED);
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale known = world.journal.read(view -> world.sales.byId(view, sale.sale()));
            assertEquals(SaleState.PART_PAID, known.state());
            assertEquals(eur(100), known.paid());
        }
    }

    @Test
    void aTenderThatWasDisprovenDoesNotComeBackWithARestore() throws Exception {
        List<JournalRow> rows;
        Sale sale;
        try (var world = world("lost")) {
            open(world);
            sale = OneTill.sold(world);
            var _ = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(50), cashier(TILL)));
            Attempt attempt = saidMoved(world, sale);
            terminal.reachable = true;
            OneTill.until(() -> world.look(attempt).state() == AttemptState.NOT_CHARGED);
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale known = world.journal.read(view -> world.sales.byId(view, sale.sale()));
            assertEquals(SaleState.PART_PAID, known.state());
            assertEquals(eur(50), known.paid());
            world.learn(rows);
            assertEquals(known, world.journal.read(view -> world.sales.byId(view, sale.sale())));
        }
    }

    private Attempt saidMoved(DayWorld world, Sale sale) throws Exception {
        terminal.unplugAt(ScriptedTerminal.Point.SENT);
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt attempt = world.done(
                unit -> world.payments.begin(unit, sale.sale(), TERMINAL, eur(100), cashier(TILL)));
        world.payments.run(attempt);
        OneTill.until(() -> world.look(attempt).unsureSince() != null);
        clock.turn(Duration.ofHours(1));
        world.payments.attested(world.done(
                unit -> world.payments.attest(unit, attempt.attempt(), true, cashier(TILL))));
        return attempt;
    }

    @Test
    void aVoucherThatWasTakenBackPaysNothingMoreWhenTheBoxHearsThatItHadPaidBefore() {
        var redeemed = new Redeemed(200);
        try (var world = world("restored")) {
            Refund refund = begun(world, redeemed.sold);
            assertEquals(RefundState.COMPLETED, world
                    .done(unit -> world.refunds.payCash(unit, refund.refund(), cashier(TILL)))
                    .state());
            world.learn(redeemed.rows);
            scan(world);
            Sale next = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            assertEquals(Reason.VOUCHER_NOT_VALID, refused(world.tried(
                    unit -> world.sales.payVoucher(unit, next.sale(), "V-A", null, cashier(TILL)))));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 250})
    void aRefundThatTakesAVoucherBackGivesNothingOnceTheBoxHearsThatItHadPaid(long paid) {
        var redeemed = new Redeemed(paid);
        try (var world = world("restored")) {
            Refund refund = begun(world, redeemed.sold);
            world.learn(redeemed.rows);
            assertEquals(Reason.NOT_REFUNDABLE, refused(world.tried(
                    unit -> world.refunds.payCash(unit, refund.refund(), cashier(TILL)))));
            assertEquals(RefundState.ABORTED,
                    world.done(unit -> world.refunds.abort(unit, refund.refund())).state());
            scan(world);
            Sale next = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            var pays = world.tried(
                    unit -> world.sales.payVoucher(unit, next.sale(), "V-A", null, cashier(TILL)));
            if (paid == 250) {
                assertEquals(Reason.VOUCHER_NOT_VALID, refused(pays));
            } else {
                assertEquals(eur(50), DayWorld.value(pays).paid(), "what was left of it");
            }
        }
    }

    @Test
    void aCardRefundThatTakesAVoucherBackIsCompletedAllTheSameIfTheTerminalHasGivenTheMoney()
            throws Exception {
        var redeemed = new Redeemed(250);
        try (var world = world("restored")) {
            Refund refund = begun(world, redeemed.sold);
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            Attempt attempt = world.done(
                    unit -> world.payments.beginRefund(unit, refund.refund(), TERMINAL, cashier(TILL)));
            world.learn(redeemed.rows);
            world.payments.run(attempt);
            assertEquals(AttemptState.CHARGED, world.ended(attempt.attempt()).state());
            assertEquals(RefundState.COMPLETED,
                    world.journal.read(view -> world.refunds.byId(view, refund.refund())).state());
        }
    }

    /// A voucher of 2.50 was sold, then the backup in `restored` was made, and then it paid so much.
    private final class Redeemed {
        final Sale sold;
        final List<JournalRow> rows;

        Redeemed(long minor) {
            try (var world = world("lost")) {
                open(world);
                var _ = world.done(unit -> world.carts.addVoucher(unit, TILL,
                        new VoucherWish("V-A", eur(250), null), cashier(TILL)));
                Sale sale = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
                sold = world.done(
                        unit -> world.sales.payCash(unit, sale.sale(), sale.total(), cashier(TILL)));
                var _ = DayWorld.copy(folder.resolve("lost"), folder.resolve("restored"));
                long known = world.rowsAfter(Lane.FIN, 0).size();
                scan(world);
                Sale next = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
                var _ = world.done(unit -> world.sales.payVoucher(unit, next.sale(), "V-A", eur(minor),
                        cashier(TILL)));
                if (minor < 250) {
                    var _ = world.done(unit -> world.sales.payCash(unit, next.sale(), eur(250 - minor),
                            cashier(TILL)));
                }
                rows = world.rowsAfter(Lane.FIN, known);
            }
        }
    }

    private static Refund begun(DayWorld world, Sale sale) {
        return world.done(unit -> world.refunds.begin(unit,
                new Refunds.Wanted(sale.sale(), List.of(new RefundWish(1, 1000)), TILL, "broken"),
                cashier(TILL)));
    }

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }
}
