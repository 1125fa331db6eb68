package io.tillpost.central.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.BankText.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The bank account in the ledger is the bank's: each entry is booked once, however often and in whatever parts it is stated.
class BankBookTest {
    private static final String DAY = "2026-03-03";
    private static final List<Entry> PAID_IN = List.of(new Entry(DAY, 500, "CASH PAID IN"));
    /// Two statements of a day, each with an entry that cannot be told from the other's.
    private static final String MORNING = BankText.part("S-1", DAY, 100_000, PAID_IN);
    private static final String EVENING = BankText.part("S-2", DAY, 100_500, PAID_IN);
    private static final String WHOLE_DAY = BankText.part("S-DAY", DAY, 100_000,
            List.of(PAID_IN.getFirst(), PAID_IN.getFirst()));

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void theSameEntryInTwoStatementsOfADayIsTwoEntries() {
        world.bank(BankText.file(MORNING));
        assertEquals(500, booked());
        world.bank(BankText.file(EVENING));
        assertEquals(1_000, booked());
    }

    @Test
    void whicheverStatementComesFirst() {
        world.bank(BankText.file(EVENING));
        world.bank(BankText.file(MORNING));
        assertEquals(1_000, booked());
    }

    @Test
    void andInOneFile() {
        world.bank(BankText.file(MORNING, EVENING));
        assertEquals(1_000, booked());
    }

    @Test
    void aThirdStatementGoesOnFromTheSecond() {
        world.bank(BankText.file(MORNING));
        world.bank(BankText.file(EVENING));
        world.bank(BankText.file(BankText.part("S-3", DAY, 101_000, PAID_IN)));
        assertEquals(1_500, booked());
    }

    @Test
    void theWholeDaysStatementHasTheSameEntriesAsItsParts() {
        world.bank(BankText.file(MORNING, EVENING));
        world.bank(BankText.file(WHOLE_DAY));
        assertEquals(1_000, booked());
    }

    @Test
    void andTheOtherWayRound() {
        world.bank(BankText.file(WHOLE_DAY));
        world.bank(BankText.file(EVENING));
        world.bank(BankText.file(MORNING));
        assertEquals(1_000, booked());
    }

    @Test
    void aStatementThatIsIssuedAgainBooksNothingTwice() {
        world.bank(BankText.file(MORNING, BankText.part("S-1-CORRECTED", DAY, 100_000, PAID_IN)));
        assertEquals(500, booked());
        world.bank(BankText.file(EVENING));
        world.bank(BankText.file(BankText.part("S-1-AGAIN", DAY, 100_000, PAID_IN)));
        assertEquals(1_000, booked());
    }

    /// The balance is where it was before: nobody can say where such a statement stands, so it counts as issued again.
    @Test
    void aStatementThatMovesNothingLeadsNowhere() {
        var backAndForth = List.of(new Entry(DAY, 500, "CASH PAID IN"), new Entry(DAY, -500, "TAKEN OUT"));
        world.bank(BankText.file(BankText.part("S-1", DAY, 100_000, backAndForth)));
        world.bank(BankText.file(BankText.part("S-1-AGAIN", DAY, 100_000, backAndForth)));
        assertEquals(0, booked());
        assertEquals("2", world.value("select count(*) from bank_line where tenant = :tenant"));
    }

    @Test
    void whatIsValuedLongBeforeItIsBookedIsBooked() {
        world.bank(BankText.statement("2026-03-02", 100_000,
                List.of(new Entry("2026-03-02", "2025-11-15", -250_00, "CORRECTION"))));

        assertEquals(-250_00, booked());
        assertEquals("unknown-line", world.value("select class from discrepancy where tenant = :tenant"));
        assertEquals(250_00, world.balance(AccountName.SUSPENSE));
    }

    private long booked() {
        return world.balance(AccountName.bank(BankText.IBAN));
    }
}
