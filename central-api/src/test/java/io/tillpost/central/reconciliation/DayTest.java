package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static io.tillpost.central.reconciliation.ReconciliationWorld.MASTERCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.payment.TrailStep;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.central.statement.SettlementImport;
import io.tillpost.protocol.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A store's day from card payments to bank lines, whole and with each thing wrong that has a class.
class DayTest {
    private static final List<Line> GIRO_LINES = List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2380),
            new Line("2026-03-02", "11:02:41", 312, 209, 535));
    private static final List<Line> MASTER_LINES = List
            .of(new Line("2026-03-02", "12:40:00", 313, 210, 10700));
    private static final long GIRO_NET = 2915 - 23 - 5 - 2;
    private static final long MASTER_NET = 10700 - 107 - 1;

    private final ReconciliationWorld world = new ReconciliationWorld();
    private final List<UUID> attempts = new ArrayList<>();

    private void sell() {
        attempts.add(world.charge(GIROCARD, "10:14:09", 311, 208, 2380));
        attempts.add(world.charge(GIROCARD, "11:02:41", 312, 209, 535));
        attempts.add(world.charge(MASTERCARD, "12:40:00", 313, 210, 10700));
        world.cashSale(DAY, 1999);
        world.closeBatch(DAY, 2380 + 535 + 10700);
    }

    private static SettlementText file() {
        return file(GIRO_LINES);
    }

    private static SettlementText file(List<Line> giroLines) {
        return new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD, giroLines)
                .payout("NP-260302-0418", "2026-03-04", "2026-03-02", MASTERCARD, MASTER_LINES);
    }

    private static byte[] firstBankFile() {
        return BankText.statement("2026-03-03", 100_000,
                List.of(new BankText.Entry("2026-03-03", GIRO_NET,
                        "NORDPAY NP-260302-0417 MID " + GIROCARD)));
    }

    @Test
    void theGoldenDayIsGreenWithOnePayoutRightlyOpen() {
        sell();
        world.settle(file());
        world.bank(firstBankFile());

        var day = world.run(DAY);

        assertTrue(day.green(), day.toString());
        assertEquals(List.of(), day.differs());
        assertEquals(Money.of(0, "EUR"), day.residue());
        assertEquals(List.of("NP-260302-0418"),
                day.openPayouts().stream().map(OpenPayout::reference).toList());
        assertEquals(0, world.balance(AccountName.cardClearing("nordpay", GIROCARD)));
        assertEquals(0, world.balance(AccountName.cardClearing("nordpay", MASTERCARD)));
        assertEquals(0, world.balance(AccountName.bankInTransit("nordpay", GIROCARD)));
        assertEquals(MASTER_NET, world.balance(AccountName.bankInTransit("nordpay", MASTERCARD)));
        assertEquals(GIRO_NET, world.balance(AccountName.bank(BankText.IBAN)));
        assertEquals(23 + 5 + 107, world.balance(AccountName.acquirerFees("nordpay", "commission")));
        assertEquals(3, world.balance(AccountName.acquirerFees("nordpay", "interchange")));
        assertEquals(0, world.balance(AccountName.SUSPENSE));
    }

    @Test
    void theNextDaysStatementPaysTheOpenPayout() {
        sell();
        world.settle(file());
        world.bank(firstBankFile());
        world.bank(BankText.statement("2026-03-04", 100_000 + GIRO_NET,
                List.of(new BankText.Entry("2026-03-04", MASTER_NET, "NORDPAY\nNP-260302-\n0418"))));

        var day = world.run(DAY);

        assertTrue(day.green(), day.toString());
        assertEquals(List.of(), day.openPayouts());
    }

    @Test
    void aPaymentCanBeFollowedToItsBankLine() {
        sell();
        world.settle(file());
        world.bank(firstBankFile());

        var steps = trail(true);

        assertEquals(List.of("settlement", "settlement", "bank"),
                steps.stream().map(TrailStep::stage).toList());
        assertEquals("23.80 EUR", steps.getFirst().facts().get("gross"));
        assertEquals(steps.subList(0, 1), trail(false),
                "who sees one store sees neither payout nor bank account");
    }

    private List<TrailStep> trail(boolean wholeTenant) {
        var trail = new MatchTrail(world.matches, world.discrepancies, world.settlements, world.statements);
        return world.database.inTransaction(transaction -> trail.steps(transaction, world.tenant,
                attempts.getFirst(), wholeTenant));
    }

    @Test
    void aPaymentThatNoFileSettlesIsMissing() {
        sell();
        world.settle(file(GIRO_LINES.subList(0, 1)));

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(List.of("missing " + attempts.get(1)), classes(day));
        assertEquals(List.of("settlement"), day.differs());
        assertEquals(535, world.balance(AccountName.cardClearing("nordpay", GIROCARD)));
    }

    @Test
    void aPaymentOfAnOpenBatchIsNotMissingYet() {
        attempts.add(world.charge(GIROCARD, "10:14:09", 311, 208, 2380));
        attempts.add(world.charge(GIROCARD, "11:02:41", 312, 209, 535));
        world.settle(file(GIRO_LINES.subList(0, 1)));

        assertEquals(List.of(),
                classes(world.run(DAY)).stream().filter(text -> text.startsWith("missing")).toList());
    }

    @Test
    void anotherAmountIsWrongAndWaitsInSuspense() {
        sell();
        world.settle(file(List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2381), GIRO_LINES.getLast())));

        var day = world.run(DAY);

        assertEquals(List.of("wrong-amount " + attempts.getFirst()), classes(day));
        var found = day.discrepancies().getFirst();
        assertEquals(Money.of(2380, "EUR"), found.expected());
        assertEquals(Money.of(2381, "EUR"), found.actual());
        assertEquals(List.of("settlement"), day.differs());
        assertEquals(-2381, world.balance(AccountName.SUSPENSE));
        assertEquals(2380, world.balance(AccountName.cardClearing("nordpay", GIROCARD)));
    }

    @Test
    void aLineThatStandsTwiceIsADuplicate() {
        sell();
        world.settle(file(List.of(GIRO_LINES.getFirst(), GIRO_LINES.getLast(), GIRO_LINES.getLast())));

        var day = world.run(DAY);

        assertEquals(List.of("duplicate " + attempts.get(1)), classes(day));
        assertEquals(-535, world.balance(AccountName.SUSPENSE));
        assertEquals(0, world.balance(AccountName.cardClearing("nordpay", GIROCARD)));
    }

    @Test
    void aLineWithoutAPaymentIsUnknownAndOfItsTerminalsDay() {
        sell();
        var lines = new ArrayList<>(GIRO_LINES);
        lines.add(new Line("2026-03-02", "15:00:00", 399, 299, 700));
        world.settle(file(lines));

        var day = world.run(DAY);

        assertEquals(List.of("unknown-line null"), classes(day));
        assertEquals(List.of("settlement"), day.differs());
        assertEquals(-700, world.balance(AccountName.SUSPENSE));
    }

    @Test
    void aLineThatStaysUnknownCountsForItsDayAsSoonAsThatIsKnown() {
        var lines = new ArrayList<>(GIRO_LINES);
        lines.add(new Line("2026-03-02", "15:00:00", 399, 299, 700));
        world.settle(file(lines));
        sell();

        var day = world.run(DAY);

        assertFalse(day.green(), day.toString());
        assertEquals(List.of("unknown-line null"), classes(day));
        assertEquals(List.of("settlement"), day.differs());
        assertEquals("opened", world.value("""
                select string_agg(action, ', ' order by ordinal) from discrepancy_event e
                  join discrepancy d using (tenant, discrepancy)
                 where tenant = :tenant and d.state = 'open'"""));
        String before = world.state();
        assertEquals(day, world.run(DAY));
        assertEquals(before, world.state());
    }

    @Test
    void aPaymentOfABatchWhoseEndNobodyHasSeenIsMissing() {
        attempts.add(world.charge(GIROCARD, "10:14:09", 311, 208, 2380));
        attempts.add(world.charge(GIROCARD, "11:02:41", 312, 209, 535));
        world.loseBatch(DAY);
        world.settle(file(GIRO_LINES.subList(0, 1)));

        assertTrue(classes(world.run(DAY)).contains("missing " + attempts.get(1)));
    }

    @Test
    void aPaymentThatWasTakenBackIsNotMissingAnyMore() {
        sell();
        world.settle(file(GIRO_LINES.subList(0, 1)));
        assertEquals(List.of("missing " + attempts.get(1)), classes(world.run(DAY)));

        world.takeBack(attempts.get(1));

        assertEquals(List.of(), classes(world.run(DAY)));
    }

    @Test
    void aLineInAnotherCurrencyIsNotThePayment() {
        sell();
        world.settle("nordpay", new String(new SettlementText().payout("NP-260302-0417", "2026-03-03",
                "2026-03-02", GIROCARD, List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2600))).bytes(),
                StandardCharsets.UTF_8).replace("EUR", "USD").getBytes(StandardCharsets.UTF_8));

        assertEquals("unknown-line USD 2600", world.value("""
                select class || ' ' || currency || ' ' || actual_minor from discrepancy
                 where tenant = :tenant and settlement_line is not null"""));
    }

    @Test
    void theSameNumbersOnAnotherDayAreNotThePayment() {
        sell();
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-09", "2026-03-08", GIROCARD,
                List.of(new Line("2026-03-08", "10:14:09", 311, 208, 2380))));

        assertEquals("unknown-line",
                world.value(
                        "select class from discrepancy where tenant = :tenant and settlement_line is not null"));
    }

    @Test
    void aSettlementThatCameBeforeTheJournalIsMatchedByTheDaysRun() {
        world.settle(file());
        world.bank(firstBankFile());
        assertEquals(-(2380 + 535 + 10700), world.balance(AccountName.SUSPENSE));
        assertEquals("3",
                world.value("select count(*) from discrepancy where tenant = :tenant and state = 'open'"));

        sell();
        var day = world.run(DAY);

        assertTrue(day.green(), day.toString());
        assertEquals(0, world.balance(AccountName.SUSPENSE));
        assertEquals("0",
                world.value("select count(*) from discrepancy where tenant = :tenant and state = 'open'"));
        assertEquals("3",
                world.value(
                        "select count(*) from discrepancy_event where tenant = :tenant and action = 'explained'"));
    }

    @Test
    void aPaymentThatWasTakenBackLosesItsMatch() {
        sell();
        world.settle(file());
        world.takeBack(attempts.getFirst());

        var day = world.run(DAY);

        assertEquals("1", world
                .value("select count(*) from match_event where tenant = :tenant and action = 'supersede'"));
        assertEquals("unknown-line",
                world.value("select class from discrepancy where tenant = :tenant and state = 'open'"));
        assertEquals(-2380, world.balance(AccountName.SUSPENSE));
        assertFalse(day.green());
    }

    @Test
    void aPayoutThatArrivesWithAnotherAmountIsWrong() {
        sell();
        world.settle(file());
        world.bank(BankText.statement("2026-03-03", 100_000,
                List.of(new BankText.Entry("2026-03-03", GIRO_NET - 1, "NORDPAY NP-260302-0417"))));

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(List.of("bank"), day.differs());
        assertEquals(DiscrepancyClass.WRONG_AMOUNT, day.discrepancies().getFirst().type());
        assertEquals(-(GIRO_NET - 1), world.balance(AccountName.SUSPENSE));
        assertEquals(GIRO_NET, world.balance(AccountName.bankInTransit("nordpay", GIROCARD)));
    }

    @Test
    void aStatementThatDoesNotAddUpIsFoundAndNamed() {
        sell();
        world.settle(file());
        world.bank(BankText.statement("2026-03-03", 100_000, 100_001 + GIRO_NET,
                List.of(new BankText.Entry("2026-03-03", GIRO_NET, "NORDPAY NP-260302-0417"))));

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(List.of("bank"), day.differs());
        assertTrue(day.findings().getFirst().contains("closes with"), day.findings().toString());
    }

    @Test
    void aGapBetweenTwoStatementsIsFound() {
        sell();
        world.settle(file());
        world.bank(firstBankFile());
        world.bank(BankText.statement("2026-03-04", 99_000 + GIRO_NET,
                List.of(new BankText.Entry("2026-03-04", MASTER_NET, "NP-260302-0418"))));

        assertTrue(world.run(DAY).findings().getFirst().contains("opens with"));
    }

    @Test
    void aBankLineThatNamesNoPayoutWaitsInSuspense() {
        world.bank(BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", 4711, "RENT BACK"),
                        new BankText.Entry("2026-03-03", -250, "FEE"))));

        assertEquals("2", world
                .value("select count(*) from discrepancy where tenant = :tenant and class = 'unknown-line'"));
        assertEquals(4711 - 250, world.balance(AccountName.bank(BankText.IBAN)));
        assertEquals(-(4711 - 250), world.balance(AccountName.SUSPENSE));
    }

    @Test
    void aBankLineThatCameBeforeItsSettlementIsMatchedWhenThatArrives() {
        sell();
        world.bank(firstBankFile());
        world.settle(file());

        assertTrue(world.run(DAY).green());
        assertEquals(0, world.balance(AccountName.SUSPENSE));
    }

    @Test
    void aPayoutPaidTwiceIsADuplicateAtTheBank() {
        sell();
        world.settle(file());
        world.bank(firstBankFile());
        world.bank(BankText.statement("2026-03-04", 100_000 + GIRO_NET,
                List.of(new BankText.Entry("2026-03-04", GIRO_NET, "NORDPAY NP-260302-0417 again"))));

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(DiscrepancyClass.DUPLICATE, day.discrepancies().getFirst().type());
    }

    /// As acquirers write them, and as banks break and mask them.
    @ParameterizedTest
    @CsvSource({"2026/03/02/0417, NORDPAY 2026/03/02/0417", "2026/03/02/0417, NORDPAY 2026/0 3/02/04 17 EUR",
        "NP-260302-0417, NORDPAY NP-26 0302- 0417",
        // A number that a card could have: the bank line's text has it masked.
        "5412260302000402, NORDPAY 5412260302000402"})
    void aPayoutIsFoundByItsReference(String reference, String text) {
        sell();
        world.settle(new SettlementText().payout(reference, "2026-03-03", "2026-03-02", GIROCARD,
                GIRO_LINES));
        world.bank(BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", GIRO_NET, text))));

        assertEquals(0, world.balance(AccountName.bankInTransit("nordpay", GIROCARD)));
        assertEquals(0, world.balance(AccountName.SUSPENSE));
    }

    @Test
    void aMerchantIdAloneMatchesOnlyWithoutASecondChoice() {
        sell();
        world.settle(file());
        world.bank(BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", GIRO_NET, "NORDPAY " + GIROCARD))));
        assertEquals("1",
                world.value("select count(*) from reservation where tenant = :tenant and stage = 'bank'"));

        world.settle(new SettlementText().payout("NP-260302-9999", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(new Line("2026-03-02", "10:14:09", 1, 1, 2380),
                        new Line("2026-03-02", "11:02:41", 2, 2, 535))));

        assertEquals("0",
                world.value("select count(*) from reservation where tenant = :tenant and stage = 'bank'"));
        assertEquals(2 * GIRO_NET + MASTER_NET,
                world.balance(AccountName.bankInTransit("nordpay", GIROCARD))
                        + world.balance(AccountName.bankInTransit("nordpay", MASTERCARD)));
    }

    @Test
    void quarantinedEventsKeepADayFromBeingGreen() {
        sell();
        world.settle(file());
        world.quarantine(1);

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(1, day.quarantined());
    }

    @Test
    void aLedgerLineThatWasTamperedWithIsNamed() {
        sell();
        world.settle(file());
        world.tamperWithLedger();

        var day = world.run(DAY);

        assertFalse(day.green());
        assertEquals(List.of("ledger"), day.differs());
    }

    @Test
    void aTerminalTotalThatDiffersIsNamed() {
        attempts.add(world.charge(GIROCARD, "10:14:09", 311, 208, 2380));
        attempts.add(world.charge(GIROCARD, "11:02:41", 312, 209, 535));
        attempts.add(world.charge(MASTERCARD, "12:40:00", 313, 210, 10700));
        world.closeBatch(DAY, 2380 + 535 + 10701);
        world.settle(file());

        assertEquals(List.of("terminal"), world.run(DAY).differs());
    }

    @Test
    void aFileThatComesTwiceChangesNothing() {
        sell();
        world.settle(file());
        world.bank(firstBankFile());
        String before = world.state();

        var again = assertInstanceOf(SettlementImport.Taken.Imported.class, world.settle(file()));
        world.bank(firstBankFile());

        assertEquals(0, again.newPayouts());
        assertEquals(before, world.state());
    }

    @Test
    void aPayoutThatSaysSomethingElseLaterIsRefused() {
        sell();
        world.settle(file());
        String before = world.state();

        assertInstanceOf(SettlementImport.Taken.Changed.class, world.settle(file(GIRO_LINES.subList(0, 1))));
        assertEquals(before, world.state());
    }

    @Test
    void theSamePayoutIsNotTakenAsAnotherAcquirersToo() {
        world.changeAcquirer("easypay", LocalDate.parse("2026-03-02"));
        var payout = new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                GIRO_LINES);
        world.settle(payout);
        String before = world.state();

        var refused = assertInstanceOf(SettlementImport.Taken.AnothersPayout.class,
                world.settle("easypay", payout.bytes()));

        assertEquals("nordpay", refused.acquirer());
        assertEquals(before, world.state());
    }

    @Test
    void anAcquirerSettlesNothingOfTheTimeBeforeItsContract() {
        world.changeAcquirer("easypay", LocalDate.parse("2026-04-01"));

        assertInstanceOf(SettlementImport.Taken.UnknownMerchant.class,
                world.settle("easypay", new SettlementText().payout("NP-260302-0417", "2026-03-03",
                        "2026-03-02", GIROCARD, GIRO_LINES).bytes()));
        assertInstanceOf(SettlementImport.Taken.Imported.class,
                world.settle("nordpay", new SettlementText().payout("NP-260502-0417", "2026-05-03",
                        "2026-05-02", GIROCARD, GIRO_LINES).bytes()),
                "what comes late of the time before");
    }

    @Test
    void aMerchantIdWithoutContractIsRefused() {
        assertInstanceOf(SettlementImport.Taken.UnknownMerchant.class, world.settle(
                new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", "999",
                        GIRO_LINES)));
        assertEquals("0", world.value("select count(*) from settlement_file where tenant = :tenant"));
    }

    private static List<String> classes(DayResult day) {
        return day.discrepancies().stream().map(found -> found.type().wireName() + " " + found.payment())
                .toList();
    }
}
