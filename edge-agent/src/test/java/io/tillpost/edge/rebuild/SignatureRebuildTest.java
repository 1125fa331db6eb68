package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.charge;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.refused;
import static io.tillpost.edge.rebuild.OneTill.sold;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a box that has forgotten a payment by signature finds in its events.
class SignatureRebuildTest {
    @TempDir
    private Path folder = Path.of("");
    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @BeforeEach
    void signs() {
        terminal.verification = CardholderVerification.SIGNATURE;
    }

    @Test
    void aSignatureThatNobodyComparedIsAskedForAndTheSlipMayBeOnPaper() throws Exception {
        Attempt paid;
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            paid = signed(world, sold(world).sale());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale sale = look(world, paid.sale());
            assertEquals(SaleState.PART_PAID, sale.state());
            assertEquals(List.of(paid.attempt()), sale.signatures());
            assertEquals(List.of("UNCONFIRMED"), Records.of(world).shelf("receipt-first-print"));
            world.learn(rows);
            assertEquals(sale, look(world, paid.sale()));
        }
    }

    /// The approval was written and the terminal not heard of again.
    @Test
    void theSlipOfAPaymentThatAPersonVouchedForMayBeOnPaperToo() throws Exception {
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            var _ = signed(world, sold(world).sale());
            rows = world.rowsAfter(Lane.FIN, 0).stream().map(SignatureRebuildTest::vouchedFor).toList();
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            assertEquals(List.of("UNCONFIRMED"), Records.of(world).shelf("receipt-first-print"));
        }
    }

    private static JournalRow vouchedFor(JournalRow row) {
        return EventCodec.decode(row) instanceof PaymentResolved resolved
                && resolved.resolution() instanceof Resolution.Charged(var facts)
                        ? EventCodec.encode(row.seq(), row.eventId(), EventCodec.envelope(row),
                                new PaymentAttested(resolved.attempt(), resolved.sale(), resolved.terminal(),
                                        resolved.kind(), facts.approved(), true))
                        : row;
    }

    @Test
    void theCompletionOfTheSaleIsTheAnswer() throws Exception {
        Attempt paid;
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            paid = signed(world, sold(world).sale());
            assertEquals(SaleState.COMPLETED, world.done(unit -> world.sales.signatureMatches(unit,
                    paid.sale(), paid.attempt(), cashier(TILL))).state());
            assertEquals(Reason.SALE_NOT_OPEN, refused(world.tried(unit -> world.sales
                    .signatureMatches(unit, paid.sale(), paid.attempt(), cashier(TILL)))));
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            assertEquals(SaleState.COMPLETED, look(world, paid.sale()).state());
            assertEquals(List.of(), look(world, paid.sale()).signatures());
        }
    }

    /// While a signature is not compared a sale takes no other money: what it took later tells that somebody did.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void moneyThatTheSaleTookLaterIsTheAnswerToo(boolean card) throws Exception {
        Attempt paid;
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            paid = signedPart(world);
            var _ = world.done(unit -> world.sales.signatureMatches(unit, paid.sale(), paid.attempt(),
                    cashier(TILL)));
            if (card) {
                terminal.answers(new PaymentResult.Declined(5, "declined"));
                assertEquals(AttemptState.DECLINED,
                        world.ended(charge(world, look(world, paid.sale())).attempt()).state());
            } else {
                var _ = world.done(unit -> world.sales.payCash(unit, paid.sale(), eur(50), cashier(TILL)));
            }
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            assertEquals(SaleState.PART_PAID, look(world, paid.sale()).state());
            assertEquals(List.of(), look(world, paid.sale()).signatures());
        }
    }

    @Test
    void moneyThatWentBackIsNoAnswerNorIsNothingAtAll() throws Exception {
        Attempt paid;
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            Sale sale = sold(world);
            var _ = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(50), cashier(TILL)));
            paid = signed(world, sale.sale());
            var _ = world.done(unit -> world.sales.giveBack(unit, sale.sale(), 0, cashier(TILL)));
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            assertEquals(List.of(paid.attempt()), look(world, paid.sale()).signatures());
        }
    }

    private static Attempt signedPart(DayWorld world) throws InterruptedException {
        Sale sale = sold(world);
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt begun = world.done(
                unit -> world.payments.begin(unit, sale.sale(), TERMINAL, eur(100), cashier(TILL)));
        world.payments.run(begun);
        Attempt paid = world.ended(begun.attempt());
        assertEquals(List.of(paid.attempt()), look(world, sale.sale()).signatures());
        return paid;
    }

    @Test
    void moneyThatWentBackHasNoSignatureToCompare() throws Exception {
        Attempt paid;
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            paid = signed(world, sold(world).sale());
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            Attempt back = world
                    .done(unit -> world.payments.beginGiveBack(unit, paid.sale(), 0, cashier(TILL)));
            world.payments.run(back);
            assertEquals(AttemptState.CHARGED, world.ended(back.attempt()).state());
            assertEquals(List.of(), look(world, paid.sale()).signatures());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            world.learn(rows);
            assertEquals(SaleState.OPEN, look(world, paid.sale()).state());
            assertEquals(List.of(), look(world, paid.sale()).signatures());
        }
    }

    private static Attempt signed(DayWorld world, SaleId sale) throws InterruptedException {
        Attempt attempt = world.ended(charge(world, look(world, sale)).attempt());
        assertEquals(AttemptState.CHARGED, attempt.state());
        assertEquals(List.of(attempt.attempt()), look(world, sale).signatures());
        return attempt;
    }

    private static Sale look(DayWorld world, SaleId sale) {
        return world.journal.read(view -> world.sales.byId(view, sale));
    }

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }
}
