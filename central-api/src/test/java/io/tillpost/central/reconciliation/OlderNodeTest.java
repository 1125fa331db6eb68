package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.reconciliation.BankText.Entry;
import io.tillpost.central.reconciliation.MatchBook.Event;
import io.tillpost.central.reconciliation.MatchBook.Stage;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A node of before V53 goes on beside newer ones: it does not know that a bank line is taken back, and matches it.
class OlderNodeTest {
    private static final String DATE = "2026-03-03";
    private static final Line LINE = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
    private static final long NET = LINE.net();
    private static final Entry PAYOUT = new Entry(DATE, NET, "NORDPAY NP-260302-0417");
    private static final Entry RENT = new Entry(DATE, -700, "RENT");
    private static final AccountName IN_TRANSIT = AccountName.bankInTransit("nordpay", GIROCARD);

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void whatItMatchedIsOpenAgain() {
        matchedByAnOlderNode();

        var day = world.run(DAY);

        assertEquals(1, day.openPayouts().size(), day.toString());
        assertEquals(NET, world.balance(IN_TRANSIT));
        assertEquals(700, world.balance(AccountName.SUSPENSE), "of the rent");
        assertEquals("match supersede match supersede", events());
        assertInvariants();

        world.run(DAY);
        assertEquals("match supersede match supersede", events());
    }

    @Test
    void theGenuineLineOfThePayoutIsTakenIn() {
        matchedByAnOlderNode();

        world.bank(BankText.statement("2026-03-04", -700,
                List.of(new Entry("2026-03-04", NET, "NORDPAY NP-260302-0417"))));

        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals(0, world.balance(IN_TRANSIT));
        assertEquals(NET - 700, world.balance(AccountName.bank(BankText.IBAN)));
        assertInvariants();
    }

    @Test
    void aLineThatCountsAgainKeepsItsMatch() {
        matchedByAnOlderNode();

        bank("2026-03-05T05:00:00Z", RENT, PAYOUT, new Entry(DATE, 100, "INTEREST"));

        assertEquals("match supersede match", events());
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
        assertEquals(0, world.balance(IN_TRANSIT));
        assertEquals(NET - 600, world.balance(AccountName.bank(BankText.IBAN)));
        assertInvariants();
    }

    @Test
    void whatItFoundOfSuchALineIsExplained() {
        matchedByAnOlderNode();
        var changes = changes();
        changes.found(new Finding(DiscrepancyClass.UNKNOWN_LINE, takenBack(), null, null, null, null,
                takenBack(), null, Money.of(NET, "EUR"), "a line of which it did not know"));
        write(changes);

        world.run(DAY);

        assertEquals("explained", world.value(
                "select state from discrepancy where tenant = :tenant and bank_line = '" + takenBack()
                        + "'"));
    }

    private void matchedByAnOlderNode() {
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(DAY, 2380);
        world.settle(new SettlementText().payout("NP-260302-0417", DATE, "2026-03-02", GIROCARD,
                List.of(LINE)));
        bank("2026-03-04T04:00:00Z", PAYOUT, RENT);
        bank("2026-03-04T05:00:00Z", RENT);
        UUID line = takenBack();
        UUID payout = UUID.fromString(world.value("select payout from payout where tenant = :tenant"));
        var changes = changes();
        List<Event> events = changes.rematch(Stage.BANK, PayoutMatching.RULE, line, 2, null, payout,
                IN_TRANSIT);
        var kept = world.database.inTransaction(
                transaction -> world.statements.lines(transaction, world.tenant, List.of(line))).getFirst();
        events.forEach(event -> changes.post(Postings.bankLineChanged(world.tenant, kept, event)));
        write(changes);
        assertEquals(0, world.balance(IN_TRANSIT));
    }

    private Changes changes() {
        return new Changes(world.tenant, Instant.parse("2026-03-05T12:00:00Z"));
    }

    private void write(Changes changes) {
        world.database.inTransaction(transaction -> {
            changes.write(transaction, world.matches, world.ledger, world.discrepancies);
            return true;
        });
    }

    private UUID takenBack() {
        return UUID
                .fromString(world.value("select distinct line from bank_line_change where tenant = :tenant"));
    }

    private String events() {
        return world.value("select string_agg(action, ' ' order by ordinal) from match_event "
                + "where tenant = :tenant and theirs = '" + takenBack() + "'");
    }

    private void bank(String made, Entry... entries) {
        world.bank(BankText.file(BankText.part("S-7", DATE, 0, List.of(entries)).replace("<Acct>",
                "<ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>" + made + "</CreDtTm><Acct>")));
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
}
