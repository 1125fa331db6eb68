package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.CapturedLog;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.reconciliation.BankText.Entry;
import io.tillpost.central.reconciliation.Resolving.Outcome;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A payout that the acquirer announced for 3 March, and the bank does not show.
class PayoutMissingTest {
    private static final Line LINE = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
    private static final LocalDate LAST = LocalDate.parse("2026-03-08");
    private static final LocalDate OVER = LAST.plusDays(1);

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void itIsMissingWhenTheUsualTimeIsOver() {
        announce();
        world.clock.turnTo(LAST);
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());

        world.clock.turnTo(OVER);
        var day = world.run(DAY);

        assertEquals(DayState.DIFFERS, day.state());
        var missing = day.discrepancies().getFirst();
        assertEquals(DiscrepancyClass.MISSING, missing.type());
        assertEquals(day.openPayouts().getFirst().payout(), missing.payout());
        assertEquals(missing.payout(), missing.subject());
        assertEquals(Money.of(LINE.net(), "EUR"), missing.expected());
        assertNull(missing.actual());
        assertEquals(List.of(missing), listed());
        assertEquals(List.of(), day.ofTheStoreAlone().discrepancies());
        assertEquals(day, world.run(DAY), "it is found once");
    }

    @Test
    void nobodyHasToAskForIt() {
        announce();
        world.clock.turnTo(LAST);
        watch();
        assertEquals(List.of(), listed());

        world.clock.turnTo(OVER);
        watch();

        assertEquals(1, listed().size());
        assertFalse(world.read(DAY).green());
    }

    @Test
    void theWatchFindsThoseOfYears() {
        world.clock.turnTo(LocalDate.parse("2015-01-01"));
        for (int year = 2016; year < 2026; year++) {
            world.settle(new SettlementText().payout("NP-%d-0417".formatted(year), year + "-03-03",
                    year + "-03-02", GIROCARD, List.of(LINE)));
        }
        assertEquals(List.of(), listed());
        world.clock.turnTo(OVER);

        watch();

        assertEquals(10, listed().size());
    }

    @Test
    void aTenantWhereItFailsKeepsNoOtherOneWaiting() {
        var test = TestDatabase.create();
        var worlds = Stream.of("broken-a", "sound", "broken-z")
                .map(tenant -> new ReconciliationWorld(test, tenant))
                .toList();
        worlds.forEach(PayoutMissingTest::announce);
        test.execute("alter table discrepancy add constraint fails check (tenant not like 'broken%')");
        var sound = worlds.get(1);
        sound.clock.turnTo(OVER);

        try (var log = CapturedLog.start()) {
            watch(sound);

            assertEquals(1, listed(sound).size());
            assertTrue(log.text().contains("tenant broken-a "), log.text());
            assertTrue(log.text().contains("tenant broken-z "), log.text());
        }
    }

    @Test
    void whereNoAccountIsKnownTheBankIsNotWaitedFor() {
        announce();
        world.test.execute("delete from bank_account where tenant = '" + world.tenant + "'");
        world.clock.turnTo(OVER);

        watch();

        assertEquals(List.of(), listed());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
    }

    @Test
    void aFileThatComesLateTellsAtOnce() {
        world.clock.turnTo(OVER);

        announce();

        assertEquals(1, listed().size());
    }

    @Test
    void theBankLineExplainsIt() {
        announce();
        world.clock.turnTo(OVER);
        world.run(DAY);

        world.bank(BankText.statement("2026-03-10", 0,
                List.of(new Entry("2026-03-10", LINE.net(), "NORDPAY NP-260302-0417"))));

        assertEquals(List.of(), listed());
        assertTrue(world.read(DAY).green(), world.read(DAY).toString());
        assertEquals(List.of(), world.read(DAY).openPayouts());
        assertEquals("explained", world.value("select state from discrepancy where tenant = :tenant"));
    }

    @Test
    void anotherAmountIsAnAnswerToo() {
        announce();
        world.clock.turnTo(OVER);
        world.run(DAY);

        world.bank(BankText.statement("2026-03-10", 0,
                List.of(new Entry("2026-03-10", LINE.net() - 1, "NORDPAY NP-260302-0417"))));
        watch();

        assertEquals(List.of(DiscrepancyClass.WRONG_AMOUNT),
                world.read(DAY).discrepancies().stream().map(Discrepancy::type).toList());
    }

    @Test
    void aPayoutOfNothingIsNotMissed() {
        var charge = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
        var refund = new Line("2026-03-02", "11:02:41", 312, 209, -2378);
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(charge, refund)));
        assertEquals("0", world.value("select net_minor from payout where tenant = :tenant"));
        world.clock.turnTo(OVER);

        watch();

        assertEquals(List.of(), listed());
    }

    @Test
    void aPersonsWordOnItStays() {
        announce();
        world.clock.turnTo(OVER);
        world.run(DAY);
        UUID missing = listed().getFirst().id();
        world.database.inTransaction(transaction -> assertInstanceOf(Outcome.Resolved.class,
                world.resolving()
                        .resolve(transaction, world.tenant, missing, "c", "kept back", null)
                        .orElseThrow()));
        watch();

        assertEquals(List.of(), listed());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals(1, world.read(DAY).openPayouts().size());
    }

    private void announce() {
        announce(world);
    }

    private static void announce(ReconciliationWorld world) {
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(DAY, 2380);
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(LINE)));
    }

    private void watch() {
        watch(world);
    }

    private static void watch(ReconciliationWorld world) {
        new PayoutWatch(world.database, world.matches, world.reconciliation, world.clock).look();
    }

    private List<Discrepancy> listed() {
        return listed(world);
    }

    private static List<Discrepancy> listed(ReconciliationWorld world) {
        return world.database.inTransaction(transaction -> world.discrepancies.list(transaction,
                world.tenant, DiscrepancyState.OPEN, DiscrepancyClass.MISSING, null, 100));
    }
}
