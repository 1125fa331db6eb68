package io.tillpost.installer.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.installer.bridge.Evidence.Cash;
import io.tillpost.installer.bridge.Evidence.OfBank;
import io.tillpost.installer.bridge.Evidence.OfJournal;
import io.tillpost.installer.bridge.Evidence.OfLedger;
import io.tillpost.installer.bridge.Evidence.OfSettlement;
import io.tillpost.installer.bridge.Evidence.OfTerminal;
import io.tillpost.installer.bridge.Evidence.Payout;
import io.tillpost.installer.bridge.Evidence.Report;
import io.tillpost.installer.bridge.Evidence.Tenders;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// One cent in one place: the verdict names that place and no other.
class TamperTest {
    private static final LocalDate DAY = LocalDate.parse("2026-03-02");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final PaymentKey ONE = new PaymentKey("69000001", 1, 1);
    private static final PaymentKey TWO = new PaymentKey("69000001", 2, 2);
    private static final PaymentKey GHOST = new PaymentKey("69000001", 9, 9);
    private static final Map<PaymentKey, Money> CHARGES = Map.of(ONE, eur(2000), TWO, eur(3000));

    private static final Cash CASH = new Cash(eur(1000), eur(20_000), eur(0), eur(0), eur(0));

    private OfTerminal terminal = new OfTerminal(CHARGES, eur(5000));
    private OfJournal journal = journal(eur(6000), CHARGES,
            Optional.empty());
    private OfLedger ledger = ledger(eur(6000), CHARGES, eur(0));
    private OfSettlement settlement = new OfSettlement(CHARGES, List.of(
            new Payout("P1", DAY.plusDays(1), true, List.of(ONE), eur(2000), eur(10), eur(1990), eur(1990)),
            new Payout("P2", DAY.plusDays(2), true, List.of(TWO), eur(3000), eur(30), eur(2970), eur(2970))));
    private OfBank bank = new OfBank(DAY.plusDays(1), eur(0), eur(1990), Map.of("P1", eur(1990)));

    @Test
    void anHonestDayHolds() {
        Verdict verdict = judge();
        assertTrue(verdict.holds(), verdict.toString());
        assertEquals(List.of(new Verdict.OpenPayout("P2", DAY.plusDays(2), eur(2970))), verdict.open());
    }

    @Test
    void aCentInTheTerminalsRecord() {
        terminal = new OfTerminal(changed(ONE, 2001), eur(5000));
        assertAccused(Source.TERMINAL,
                "payment trace 1 receipt 1 is 20.01 EUR, expected 20.00 EUR as journal, ledger, settlement");
    }

    @Test
    void aCentInTheTerminalsTotal() {
        terminal = new OfTerminal(CHARGES, eur(5001));
        assertAccused(Source.TERMINAL,
                "the batch was closed with 50.01 EUR, expected its charges' 50.00 EUR");
    }

    @Test
    void aCentInAJournalBody() {
        journal = journal(eur(6000), changed(TWO, 2999),
                Optional.of("its chain breaks at fin 12"));
        assertAccused(Source.JOURNAL,
                "payment trace 2 receipt 2 is 29.99 EUR, expected 30.00 EUR as terminal, ledger, settlement",
                "its chain breaks at fin 12");
    }

    @Test
    void aCentInAJournaledSale() {
        journal = journal(eur(6001), CHARGES, Optional.empty());
        assertAccused(Source.JOURNAL, "sales less refunds are 60.01 EUR, expected the tenders' 60.00 EUR");
    }

    @Test
    void aCentInBothLinesOfALedgerEntry() {
        ledger = ledger(eur(6000), changed(ONE, 1999), eur(1));
        assertAccused(Source.LEDGER,
                "payment trace 1 receipt 1 is 19.99 EUR, expected 20.00 EUR as terminal, journal, settlement",
                "tender received is 0.01 EUR, expected 0.00 EUR");
    }

    @Test
    void aCentInTheLedgersSales() {
        ledger = ledger(eur(6001), CHARGES, eur(-1));
        assertEquals(Set.of(Source.LEDGER), judge().accused().keySet());
    }

    @Test
    void aCentInTheSettlementFile() {
        settlement = new OfSettlement(changed(ONE, 2001), List.of(
                new Payout("P1", DAY.plusDays(1), true, List.of(ONE), eur(2001), eur(10), eur(1991),
                        eur(1991)),
                settlement.payouts().getLast()));
        assertAccused(Source.SETTLEMENT,
                "payment trace 1 receipt 1 is 20.01 EUR, expected 20.00 EUR as terminal, journal, ledger");
    }

    @Test
    void aPayoutThatIsNotItsPayments() {
        settlement = new OfSettlement(CHARGES, List.of(settlement.payouts().getFirst(),
                new Payout("P2", DAY.plusDays(2), true, List.of(TWO), eur(3000), eur(30), eur(2970),
                        eur(2971))));
        assertAccused(Source.SETTLEMENT, "payout P2 is 29.71 EUR, expected its payments' 29.70 EUR");
    }

    @Test
    void aCentInTheBankFile() {
        bank = new OfBank(DAY.plusDays(1), eur(0), eur(1991), Map.of("P1", eur(1991)));
        assertAccused(Source.BANK, "payout P1 arrived as 19.91 EUR, expected 19.90 EUR");
    }

    @Test
    void aCreditThatNobodyAnnounced() {
        bank = new OfBank(DAY.plusDays(1), eur(0), eur(2490), Map.of("P1", eur(1990), "P7", eur(500)));
        assertAccused(Source.BANK, "a credit of 5.00 EUR names the unknown payout P7");
    }

    @Test
    void aZThatIsNotItsShift() {
        journal = new OfJournal(eur(6000), journal.tenders(), CASH, CHARGES, eur(0),
                List.of(new Report("Z 7 of till-1", eur(6001), eur(6000), eur(21_000), eur(21_000))),
                Optional.empty());
        assertAccused(Source.JOURNAL, "Z 7 of till-1 has sold 60.01 EUR, expected its shift's 60.00 EUR");
    }

    @Test
    void aCentInTheLedgersDrawer() {
        ledger = new OfLedger(eur(6000), eur(0), new Cash(eur(1000), eur(20_001), eur(0), eur(0), eur(0)),
                CHARGES,
                eur(0), eur(0), eur(0), eur(1990), eur(2970));
        assertAccused(Source.LEDGER, "cash in the drawers is 210.01 EUR, expected 210.00 EUR");
    }

    @Test
    void aPaymentThatOnlyOneKnows() {
        var more = new HashMap<>(CHARGES);
        more.put(GHOST, eur(100));
        terminal = new OfTerminal(more, eur(5100));
        assertAccused(Source.TERMINAL,
                "payment trace 9 receipt 9 is 1.00 EUR, expected 0.00 EUR as journal, ledger, settlement");
    }

    @Test
    void whenTwoStandAgainstTwoAllAreNamed() {
        terminal = new OfTerminal(changed(ONE, 2001), eur(5001));
        settlement = new OfSettlement(changed(ONE, 2001), settlement.payouts());
        assertEquals(Set.of(Source.TERMINAL, Source.JOURNAL, Source.LEDGER, Source.SETTLEMENT),
                judge().accused().keySet());
    }

    private static OfJournal journal(Money sales, Map<PaymentKey, Money> charges, Optional<String> damage) {
        return new OfJournal(sales, new Tenders(eur(1000), eur(5000), eur(0)), CASH, charges, eur(0),
                List.of(),
                damage);
    }

    private static OfLedger ledger(Money sales, Map<PaymentKey, Money> charges, Money tenderReceived) {
        return new OfLedger(sales, eur(0), CASH, charges, eur(0), tenderReceived, eur(0), eur(1990),
                eur(2970));
    }

    private Verdict judge() {
        return Bridges.judge(new Evidence(DAY, EUR, terminal, journal, ledger, settlement, bank));
    }

    private void assertAccused(Source source, String... reasons) {
        Verdict verdict = judge();
        assertFalse(verdict.holds());
        assertEquals(Map.of(source, List.of(reasons)), verdict.accused());
    }

    private static Map<PaymentKey, Money> changed(PaymentKey key, long minor) {
        var charges = new HashMap<>(CHARGES);
        charges.put(key, eur(minor));
        return charges;
    }

    private static Money eur(long minor) {
        return new Money(minor, EUR);
    }
}
