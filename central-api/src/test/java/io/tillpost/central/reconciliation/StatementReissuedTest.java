package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.reconciliation.BankText.Entry;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.central.statement.KeptStatement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bank issues its statement of 3 March again, with other entries.
class StatementReissuedTest {
    private static final String DATE = "2026-03-03";
    private static final Line LINE = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
    private static final long NET = LINE.net();
    private static final Entry PAYOUT = new Entry(DATE, NET, "NORDPAY NP-260302-0417");
    private static final Entry RENT = new Entry(DATE, -700, "RENT");
    private static final Entry POWER = new Entry(DATE, -700, "POWER");
    private static final String SEVEN = "<ElctrncSeqNb>7</ElctrncSeqNb>";
    private static final String EARLY = "<CreDtTm>2026-03-04T05:00:00+01:00</CreDtTm>";
    private static final String LATE = "<CreDtTm>2026-03-04T04:30:00Z</CreDtTm>";
    private static final String LAST = "<CreDtTm>2026-03-05T05:00:00+01:00</CreDtTm>";

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void anEntryThatIsLeftOutIsTakenBack() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());

        bank(SEVEN + LATE, RENT);

        assertEquals(-700, booked());
        assertEquals(NET, world.balance(AccountName.bankInTransit("nordpay", GIROCARD)));
        assertEquals(700, world.balance(AccountName.SUSPENSE), "of the rent");
        assertEquals(1, world.read(DAY).openPayouts().size());
        assertEquals("match supersede",
                world.value("select string_agg(action, ' ' order by ordinal) from match_event e "
                        + "join bank_line l on l.tenant = e.tenant and l.line = e.theirs where e.tenant = :tenant"));
        assertEquals("bank-line", world.value("""
                select o.role from entry r join entry o on o.tenant = r.tenant and o.entry = r.reversal_of
                 where r.tenant = :tenant and r.role = 'bank-line-taken-back-1'"""));
        assertEquals(2, statements().size(), "both stay as they were");
        assertEquals("3", world.value("select count(*) from bank_statement_line where tenant = :tenant"));
        assertInvariants();
    }

    @Test
    void aPayoutThatIsTakenBackCanBecomeMissing() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);
        bank(SEVEN + LATE, RENT);
        world.clock.turnTo(DAY.plusDays(7));

        assertEquals(List.of(DiscrepancyClass.MISSING), open());
    }

    @Test
    void whicheverIssueComesFirst() {
        sell();
        bank(SEVEN + LATE, RENT);
        bank(SEVEN + EARLY, PAYOUT, RENT);

        assertEquals(-700, booked());
        assertEquals(NET, world.balance(AccountName.bankInTransit("nordpay", GIROCARD)));
        assertInvariants();
    }

    @Test
    void orBothInOneFile() {
        sell();
        world.bank(BankText.file(statement(SEVEN + EARLY, PAYOUT, RENT), statement(SEVEN + LATE, RENT)));

        assertEquals(-700, booked());
        assertInvariants();
    }

    @Test
    void whatWasFoundInTheWrongOneIsClosed() {
        sell();
        world.bank(BankText.file(wrong(SEVEN + EARLY, PAYOUT, POWER)));
        assertFalse(world.run(DAY).findings().isEmpty());
        assertEquals(List.of(DiscrepancyClass.UNKNOWN_LINE), listed());

        bank(SEVEN + LATE, PAYOUT);

        assertTrue(world.read(DAY).green(), world.read(DAY).toString());
        assertEquals(List.of(), listed());
        assertEquals(0, world.balance(AccountName.SUSPENSE));
        var replaced = statements().stream().filter(one -> one.replacedBy() != null).toList();
        assertEquals(1, replaced.size());
        assertEquals(List.of(), replaced.getFirst().findings());
    }

    @Test
    void otherEntriesOfTheSameSumAreNoticed() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);

        bank(SEVEN + LATE, PAYOUT, POWER);

        assertEquals(NET - 700, booked());
        assertEquals("POWER", world.value("select l.remittance from discrepancy d join bank_line l "
                + "on l.tenant = d.tenant and l.line = d.bank_line where d.tenant = :tenant and d.state = 'open'"));
    }

    @Test
    void anotherEntryPaysThePayoutInstead() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);

        bank(SEVEN + LATE, new Entry(DATE, NET, "CORRECTED NP-260302-0417"), RENT);

        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals(NET - 700, booked());
        assertEquals(0, world.balance(AccountName.bankInTransit("nordpay", GIROCARD)));
        assertEquals("1", changes());
        assertInvariants();
    }

    @Test
    void aWrongAmountThatWasResolvedCountsNoMoreOnceItIsPutRight() {
        sell();
        bank(SEVEN + EARLY, new Entry(DATE, NET - 1, "NP-260302-0417"));
        var wrong = world.run(DAY).discrepancies().getFirst();
        world.database.inTransaction(
                transaction -> world.resolving().resolve(
                        transaction, world.tenant, wrong.id(), "c", "the bank looks into it", null));

        bank(SEVEN + LATE, PAYOUT);

        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals(NET, booked());
        assertEquals(0, world.balance(AccountName.SUSPENSE));
    }

    /// Such a statement comes once more with texts as another channel of the bank writes them.
    @ParameterizedTest
    @ValueSource(strings = {SEVEN, SEVEN + LATE + "<CpyDplctInd>DUPL</CpyDplctInd>", LATE, SEVEN + EARLY})
    void butTheSameOneWithOtherTextsIsNot(String issue) {
        sell();
        bank(issue.startsWith(SEVEN) ? SEVEN + EARLY : EARLY, PAYOUT, RENT);

        bank(issue, PAYOUT, new Entry(DATE, -700, "RENT MARCH"));

        assertEquals(NET - 700, booked());
        assertEquals(1, statements().size());
        assertEquals("0", changes());
    }

    @Test
    void anIssueWithMoreTakesNothingBack() {
        sell();
        bank(SEVEN + EARLY, RENT);

        bank(SEVEN + LATE, RENT, PAYOUT);

        assertEquals(NET - 700, booked());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals("0", changes());
    }

    @Test
    void anEntryThatAnotherStatementHasStays() {
        sell();
        world.bank(BankText.file(BankText.part("S-WEEK", DATE, 0, List.of(PAYOUT, RENT))));
        bank(SEVEN + EARLY, PAYOUT, RENT);

        bank(SEVEN + LATE, RENT);

        assertEquals(NET - 700, booked());
        assertEquals("0", changes());
    }

    @Test
    void anEntryThatComesBackCountsAgain() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);
        bank(SEVEN + LATE, RENT);

        bank(SEVEN + LAST, RENT, PAYOUT, new Entry(DATE, 100, "INTEREST"));

        assertEquals(NET - 600, booked());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertInvariants();
    }

    @Test
    void anIssueThatIsSentOnceMoreChangesNothing() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);
        bank(SEVEN + LATE, RENT);

        bank(SEVEN + LAST, PAYOUT, RENT);
        bank(SEVEN + LAST + "<CpyDplctInd>DUPL</CpyDplctInd>", RENT);

        assertEquals(-700, booked());
        assertEquals("1", changes());
        assertEquals(2, statements().size());
    }

    /// It cannot be told which of them is right: a person has to.
    @ParameterizedTest
    @ValueSource(strings = {SEVEN, SEVEN + EARLY, SEVEN + "<CreDtTm>2026-03-04T09:00:00</CreDtTm>",
        SEVEN + "<CreDtTm>later</CreDtTm>", SEVEN + "<LglSeqNb>9</LglSeqNb>" + LATE,
        SEVEN + LATE + "<CpyDplctInd>DUPL</CpyDplctInd>"})
    void whatDoesNotSayThatItStandsForTheOtherTakesNothingBack(String issue) {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);

        bank(issue, RENT);

        assertContradiction();
    }

    @Test
    void withoutANumberNothingIsTakenBack() {
        sell();
        bank(EARLY, PAYOUT, RENT);

        bank(LATE, RENT);

        assertContradiction();
    }

    @Test
    void oneThatDoesNotAddUpTakesNothingBack() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);

        world.bank(BankText.file(wrong(SEVEN + LATE, RENT)));

        assertContradiction();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>",
        "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>"})
    void pagesAreNoIssues(String page) {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);

        bank(SEVEN + LATE + page, RENT);

        assertEquals(NET - 700, booked());
        assertEquals(List.of(), open());
    }

    @Test
    void pagesOfAMessageAreNoIssues() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);

        String file = new String(BankText.file(statement(SEVEN + LATE, RENT)), StandardCharsets.UTF_8);
        world.bank(file
                .replace("<BkToCstmrStmt>",
                        "<BkToCstmrStmt><GrpHdr><MsgId>M-2</MsgId><MsgPgntn><PgNb>2</PgNb>"
                                + "<LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>")
                .getBytes(StandardCharsets.UTF_8));

        assertEquals(NET - 700, booked());
        assertEquals(List.of(), open());
    }

    @Test
    void anIssueThatIsReplacedContradictsNobodyAnyMore() {
        sell();
        bank(SEVEN + EARLY, PAYOUT, RENT);
        bank(SEVEN, RENT);
        assertContradiction();

        world.bank(BankText.file(statement(SEVEN + LATE, PAYOUT)));

        assertEquals(NET - 700, booked(), "the one without a time stands beside");
        assertEquals(2, listed().stream().filter(DiscrepancyClass.CONTRADICTION::equals).count());
        assertEquals(1, statements().stream().filter(one -> one.replacedBy() != null).count());
    }

    @Test
    void whatAPersonSaidOfTwoIssuesIsNotSaidOfAThird() {
        sell();
        var gas = new Entry(DATE, -800, "GAS");
        bank(SEVEN + EARLY, PAYOUT, RENT, gas);
        bank(SEVEN, PAYOUT, RENT);
        var first = contradictions();
        assertEquals(1, first.size());
        resolve(first.getFirst());

        bank(SEVEN, PAYOUT, gas);

        var open = contradictions();
        assertEquals(3, open.size(), "the rent, and each of the other two against the other");
        assertFalse(open.stream().anyMatch(one -> one.subject().equals(first.getFirst().subject())));
        assertFalse(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals(open, contradictions(), "they are found once");

        open.forEach(this::resolve);
        assertEquals(List.of(), contradictions());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
    }

    private List<Discrepancy> contradictions() {
        return world.database.inTransaction(transaction -> world.discrepancies.list(transaction,
                world.tenant, DiscrepancyState.OPEN, DiscrepancyClass.CONTRADICTION, null, 100));
    }

    private void resolve(Discrepancy found) {
        world.database.inTransaction(
                transaction -> world.resolving().resolve(
                        transaction, world.tenant, found.id(), "c", "both stand", null));
    }

    private void assertContradiction() {
        assertEquals(NET - 700, booked());
        assertEquals("0", changes());
        var day = world.run(DAY);
        assertFalse(day.green(), day.toString());
        assertEquals(List.of(DiscrepancyClass.CONTRADICTION), open());
        var found = day.discrepancies().getFirst();
        assertEquals(NET, found.expected() == null ? 0 : found.expected().minor());
        statements().forEach(one -> assertTrue(found.detail().contains(one.id().toString()), found.detail()));
        assertEquals(List.of(), day.ofTheStoreAlone().discrepancies());
    }

    private void assertInvariants() {
        var broken = world.database.inTransaction(
                transaction -> world.books.audit(transaction, world.tenant,
                        world.clock.instant().plus(Duration.ofDays(2))))
                .stream()
                .filter(finding -> !finding.holds())
                .map(Books.Finding::violations)
                .toList();
        assertEquals(List.of(), broken);
    }

    private void sell() {
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(DAY, 2380);
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(LINE)));
    }

    private void bank(String issue, Entry... entries) {
        world.bank(BankText.file(statement(issue, entries)));
    }

    private static String statement(String issue, Entry... entries) {
        return BankText.part("S-7", DATE, 0, List.of(entries)).replace("<Acct>", issue + "<Acct>");
    }

    /// With a closing balance that is ten euro too high.
    private static String wrong(String issue, Entry... entries) {
        return BankText.part("S-7", DATE, 0, 1000 + List.of(entries).stream().mapToLong(Entry::minor).sum(),
                List.of(entries)).replace("<Acct>", issue + "<Acct>");
    }

    private long booked() {
        return world.balance(AccountName.bank(BankText.IBAN));
    }

    private String changes() {
        return world.value("select count(*) from bank_line_change where tenant = :tenant");
    }

    private List<DiscrepancyClass> open() {
        return world.run(DAY).discrepancies().stream().filter(Discrepancy::isOpen).map(Discrepancy::type)
                .toList();
    }

    private List<DiscrepancyClass> listed() {
        return world.database.inTransaction(transaction -> world.discrepancies.list(transaction,
                world.tenant, DiscrepancyState.OPEN, null, null, 100)).stream().map(Discrepancy::type)
                .toList();
    }

    private List<KeptStatement> statements() {
        return world.database.inTransaction(
                transaction -> world.statements.list(transaction, world.tenant, null, 100));
    }
}
