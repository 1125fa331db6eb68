package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A settlement with lines below zero: refunds are matched to the attempts that gave money back, to the cent.
class RefundSettlementTest {
    private static final Line CHARGE = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
    private static final Line REFUND = new Line("2026-03-02", "11:02:41", 312, 209, -535);
    private static final AccountName CLEARING = AccountName.cardClearing("nordpay", GIROCARD);

    private final ReconciliationWorld world = new ReconciliationWorld();
    private UUID charge = new UUID(0, 0);
    private UUID refund = charge;

    private void sellAndRefund() {
        charge = world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        refund = world.refund(GIROCARD, "11:02:41", 312, 209, 535);
        world.closeBatch(DAY, 2380 - 535);
    }

    private void settle(Line... lines) {
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(lines)));
    }

    @Test
    void aRefundIsMatchedAndClearsExactly() {
        sellAndRefund();
        settle(CHARGE, REFUND);
        long net = CHARGE.net() + REFUND.net();
        world.bank(BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", net, "NP-260302-0417"))));

        var day = world.run(DAY);

        assertTrue(day.green(), day.toString());
        assertEquals(0, world.balance(CLEARING));
        assertEquals(0, world.balance(AccountName.SUSPENSE));
        assertEquals(net, world.balance(AccountName.bank(BankText.IBAN)));
    }

    @Test
    void aRefundThatNoFileSettlesIsMissing() {
        sellAndRefund();
        settle(CHARGE);

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(List.of("missing " + refund + " -5.35 EUR null"), standing(day));
        assertEquals(-535, world.balance(CLEARING));
    }

    @Test
    void aRefundOfAnotherAmountIsNotMatched() {
        sellAndRefund();
        settle(CHARGE, new Line("2026-03-02", "11:02:41", 312, 209, -536));

        assertEquals(List.of("wrong-amount " + refund + " -5.35 EUR -5.36 EUR"), standing(world.run(DAY)));
        assertEquals(-536, -world.balance(AccountName.SUSPENSE));
    }

    @Test
    void aChargeInsteadOfARefundBelongsToNothing() {
        sellAndRefund();
        settle(CHARGE, new Line("2026-03-02", "11:02:41", 312, 209, 535));

        assertEquals(List.of("missing " + refund + " -5.35 EUR null", "unknown-line null null 5.35 EUR"),
                standing(world.run(DAY)));
    }

    @Test
    void aRefundSettledTwiceIsADuplicate() {
        sellAndRefund();
        settle(CHARGE, REFUND, REFUND);

        assertEquals(List.of("duplicate " + refund + " -5.35 EUR -5.35 EUR"), standing(world.run(DAY)));
        assertEquals(0, world.balance(CLEARING));
    }

    @Test
    void aReversedChargeIsNotAwaited() {
        sellAndRefund();
        world.test.execute(
                "update payment set state = 'voided', reversed_minor = captured_minor where tenant = '"
                        + world.tenant + "' and attempt = '" + charge + "'");
        settle(REFUND);

        assertEquals(List.of(), standing(world.run(DAY)));
    }

    @Test
    void moreRefundedThanChargedIsTakenFromTheBank() {
        refund = world.refund(GIROCARD, "11:02:41", 312, 209, 535);
        world.closeBatch(DAY, -535);
        settle(REFUND);
        world.bank(BankText.statement("2026-03-03", 100_000,
                List.of(new BankText.Entry("2026-03-03", REFUND.net(), "NP-260302-0417"))));

        var day = world.run(DAY);

        assertTrue(day.green(), day.toString());
        assertEquals(Money.of(0, "EUR"), day.residue());
        assertEquals(REFUND.net(), world.balance(AccountName.bank(BankText.IBAN)));
        assertEquals(0, world.balance(AccountName.SUSPENSE));
    }

    @Test
    void aCommandCannotGiveBackMoreThanWasCaptured() {
        sellAndRefund();
        var refused = assertThrows(RuntimeException.class,
                () -> world.test
                        .execute("update payment set refunded_minor = 2381 where tenant = '" + world.tenant
                                + "' and attempt = '" + charge + "'"));
        assertTrue(String.valueOf(refused.getMessage()).contains("payment_gives_back_what_it_took"),
                refused.getMessage());
        world.test.execute("update payment set refunded_minor = 2381, excess_minor = 1 where tenant = '"
                + world.tenant + "' and attempt = '" + charge + "'");
    }

    private static List<String> standing(DayResult day) {
        return day.discrepancies()
                .stream()
                .filter(Discrepancy::isOpen)
                .map(one -> one.type().wireName() + " " + one.payment() + " " + one.expected() + " "
                        + one.actual())
                .sorted()
                .toList();
    }
}
