package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.sql.LedgerTrail;
import io.tillpost.central.payment.TrailStep;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a day says to whom, and of what.
class DayShownTest {
    private static final long NET = 2380 - 23;

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void whoMaySeeOneStoreSeesNothingOfWhatOtherStoresShare() {
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(DAY, 2380);
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2380))));
        world.bank(BankText.statement("2026-03-03", 100_000, 50_000,
                List.of(new BankText.Entry("2026-03-03", NET,
                        "NORDPAY NP-260302-0417 MID " + GIROCARD))));

        var whole = world.run(DAY);
        var shown = whole.ofTheStoreAlone();

        assertFalse(whole.findings().isEmpty(), whole.toString());
        assertEquals(List.of(), shown.findings());
        assertEquals(List.of(), shown.openPayouts());
        assertEquals(whole.bridges().stream().map(Bridge::name)
                .filter(name -> !List.of("fees", "payouts-bank", "bank-balance").contains(name)).toList(),
                shown.bridges().stream().map(Bridge::name).toList());
        assertEquals(Money.of(0, "EUR"), shown.residue());
        assertEquals(whole.green(), shown.green());
    }

    @Test
    void aPaymentsTrailHasNoEntryThatOtherStoresShare() {
        var payment = world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.charge(GIROCARD, "10:15:09", 312, 209, 535);
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2380),
                        new Line("2026-03-02", "10:15:09", 312, 209, 535))));
        assertEquals(List.of("card-clearing"), roles(payment, false));
        assertEquals(List.of("card-clearing", "settlement"), roles(payment, true));
        var settled = trail(payment, true).stream()
                .filter(step -> "settlement".equals(step.facts().get("role")))
                .findFirst().orElseThrow();
        assertEquals(Money.of(-2380, "EUR").toString(),
                settled.facts().get(AccountName.cardClearing("nordpay", GIROCARD).value()),
                "its own line, and no other one's");
    }

    private List<TrailStep> trail(UUID payment, boolean wholeTenant) {
        return world.database.inTransaction(
                tx -> new LedgerTrail(world.books).steps(tx, world.tenant, payment, wholeTenant));
    }

    private List<String> roles(UUID payment, boolean wholeTenant) {
        return trail(payment, wholeTenant).stream().map(step -> step.facts().get("role")).sorted().toList();
    }

    @Test
    void aDayThatNothingHasComeOfIsNotGreenAndDoesNotDiffer() {
        var silent = world.run(DAY);
        assertFalse(silent.green());
        assertFalse(silent.heard());
        assertEquals(DayState.NOT_HEARD, silent.state());
        assertEquals(List.of(), silent.differs());
        world.cashSale(DAY, 1999);
        var heard = world.run(DAY);
        assertTrue(heard.green(), heard.toString());
        assertTrue(heard.heard());
        assertEquals(DayState.AGREES, heard.state());
        assertEquals(DayState.NOT_HEARD, world.run(DAY.plusDays(1)).state(), "the next one is another one");
    }

    @Test
    void aDayThatIsSetAsideWasHeardAndDiffers() {
        world.quarantine(1);
        var day = world.run(DAY);
        assertTrue(day.heard());
        assertFalse(day.green());
        assertEquals(DayState.DIFFERS, day.state());
    }

    @Test
    void aDayThatNothingHasComeOfMayDifferAllTheSame() {
        world.cashSale(DAY.minusDays(5), 1999);
        world.test.execute("update account_balance set balance_minor = balance_minor + 7 where tenant = '"
                + world.tenant + "' and balance_minor > 0");
        var day = world.run(DAY);
        assertFalse(day.heard());
        assertEquals(DayState.DIFFERS, day.state());
    }
}
