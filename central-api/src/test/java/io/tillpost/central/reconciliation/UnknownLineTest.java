package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.reconciliation.Resolving.Outcome;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose day a line counts for that settles no payment.
class UnknownLineTest {
    private static final Line LINE = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
    private static final LocalDate NEXT = DAY.plusDays(1);

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void aDayThatOnlyTheAcquirerKnowsIsOfTheStoreThatHasTheTerminalsContract() {
        settle(LINE);

        var day = world.run(DAY);

        assertEquals(DayState.DIFFERS, day.state());
        assertFalse(day.heard());
        assertEquals(List.of("settlement"), day.differs());
        assertEquals(List.of(DiscrepancyClass.UNKNOWN_LINE), open(day));
        assertEquals(DayState.NOT_HEARD, world.run(NEXT).state());
    }

    @Test
    void cashOfAnotherBoxDoesNotMakeThatDayGreen() {
        settle(LINE);
        world.cashSale(DAY, 1999);

        assertFalse(world.run(DAY).green(), world.run(DAY).toString());
    }

    @Test
    void aTerminalThatNoContractNamesIsNobodysUntilOneDoes() {
        world.settle("nordpay", new String(file(LINE).bytes(), StandardCharsets.UTF_8)
                .replace(ReconciliationWorld.TERMINAL, "65009999").getBytes(StandardCharsets.UTF_8));
        assertEquals(DayState.NOT_HEARD, world.run(DAY).state());

        name("65009999", DAY.plusDays(1));
        assertEquals(DayState.NOT_HEARD, world.run(DAY).state(), "it was not its terminal yet");

        name("65009999", DAY);
        assertEquals(DayState.DIFFERS, world.run(DAY).state());
    }

    @Test
    void whatTheStoreSaysExplainsIt() {
        settle(LINE);
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(DAY, 2380);

        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
    }

    @Test
    void aResolvedLineThatIsFoundOnAnotherDayCountsThereAlone() {
        world.charge(GIROCARD, "09:00:00", 300, 200, 535);
        world.closeBatch(DAY, 535);
        settle(new Line("2026-03-02", "09:00:00", 300, 200, 535), LINE);
        resolve(world.run(DAY));
        assertFalse(world.run(DAY).green(), "a resolution moves no money");

        world.charge(NEXT, GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(NEXT, 2380);

        assertTrue(world.run(NEXT).green(), world.run(NEXT).toString());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
    }

    @Test
    void aResolvedBankLineThatPaysAnotherPayoutCountsForThatAlone() {
        var first = new Line("2026-03-02", "09:00:00", 300, 200, 535);
        var later = new Line("2026-03-03", "10:14:09", 311, 208, 2380);
        world.charge(GIROCARD, "09:00:00", 300, 200, 535);
        world.closeBatch(DAY, 535);
        settle(first);
        world.bank(BankText.statement("2026-03-03", 0, List
                .of(new BankText.Entry("2026-03-03", later.net(), "NP-260302-0417 NP-260303-0417"))));
        resolve(world.run(DAY));
        assertFalse(world.run(DAY).green(), "a resolution moves no money");

        world.charge(NEXT, GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(NEXT, 2380);
        world.settle(new SettlementText().payout("NP-260303-0417", "2026-03-04", "2026-03-03", GIROCARD,
                List.of(later)));

        assertTrue(world.run(NEXT).green(), world.run(NEXT).toString());
        var day = world.run(DAY);
        assertTrue(day.green(), day.toString());
        assertEquals(List.of("NP-260302-0417"),
                day.openPayouts().stream().map(OpenPayout::reference).toList());
    }

    private void resolve(DayResult day) {
        var found = day.discrepancies().stream().filter(Discrepancy::isOpen).findFirst().orElseThrow();
        var resolving = world.resolving();
        assertInstanceOf(Outcome.Resolved.class, world.database.inTransaction(transaction -> resolving
                .resolve(transaction, world.tenant, found.id(), "anna", "nobody's", null).orElseThrow()));
    }

    private void name(String terminal, LocalDate from) {
        var store = world.store;
        world.database.inTransaction(transaction -> world.stores.save(transaction,
                new Store(store.tenant(), store.store(), store.legalEntity(), store.title(), store.zone(),
                        store.currency(), List.of(),
                        List.of(new CardContract("nordpay", GIROCARD, terminal, List.of("girocard"), from))),
                null));
    }

    private static List<DiscrepancyClass> open(DayResult day) {
        return day.discrepancies().stream().filter(Discrepancy::isOpen).map(Discrepancy::type).toList();
    }

    private void settle(Line... lines) {
        world.settle(file(lines));
    }

    private static SettlementText file(Line... lines) {
        return new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(lines));
    }
}
