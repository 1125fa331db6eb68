package io.tillpost.central.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.BankText.Entry;
import io.tillpost.central.statement.BankAccount;
import io.tillpost.central.statement.KeptStatement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /// Booked by the bank after its cut-off: the entry is dated the day before that of its statement.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void theSameEntryInStatementsOfTwoDaysIsTwoEntries(int order) {
        bank(order, late("S-1", "2026-03-03", "2026-03-03", 0), late("S-2", "2026-03-04", "2026-03-04", 500),
                late("S-3", "2026-03-05", "2026-03-05", 1_000));

        assertEquals(1_500, booked());
        assertEquals(List.of(), findings());
    }

    /// The bank dates an opening balance as it dated the closing balance that it is.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void alsoWhereOpeningBalancesAreDatedTheDayBefore(int order) {
        bank(order, late("S-1", "2026-03-02", "2026-03-03", 0), late("S-2", "2026-03-03", "2026-03-04", 500),
                late("S-3", "2026-03-04", "2026-03-05", 1_000));

        assertEquals(1_500, booked());
        assertEquals(List.of(), findings());
    }

    @Test
    void andInOneFileOfSeveralDays() {
        world.bank(BankText.file(late("S-1", "2026-03-03", "2026-03-03", 0),
                late("S-2", "2026-03-04", "2026-03-04", 500)));

        assertEquals(1_000, booked());
        assertEquals(List.of(), findings());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void theStatementBetweenThemMayBeMissing(int order) {
        bank(order, late("S-1", "2026-03-02", "2026-03-03", 0), late("S-3", "2026-03-04", "2026-03-05", 700));

        assertEquals(1_000, booked());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void theStatementBeforeMayMoveNothing(int order) {
        var entries = List.of(PAID_IN.getFirst(), new Entry(DAY, -500, "TAKEN OUT"));
        bank(order, BankText.part("S-1", "2026-03-02", DAY, 0, 0, entries),
                late("S-2", DAY, "2026-03-04", 0), BankText.part("S-3", "2026-03-05", "2026-03-05", 500, 500,
                        entries));

        assertEquals(500, booked());
        assertEquals(List.of(), findings());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aWeeksStatementHasTheSameEntriesAsThoseOfItsDays(int order) {
        bank(order, BankText.part("S-0", "2026-03-02", "2026-03-02", 0, 100),
                late("S-1", "2026-03-03", "2026-03-03", 100), late("S-2", "2026-03-04", "2026-03-04", 600),
                BankText.part("S-WEEK", "2026-03-03", "2026-03-04", 100, 1_100,
                        List.of(PAID_IN.getFirst(), PAID_IN.getFirst())),
                late("S-3", "2026-03-05", "2026-03-05", 1_100));

        assertEquals(1_600, booked());
        assertEquals(List.of(), findings());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void soDoesOneWhoseOpeningBalanceIsDatedTheDayBefore(int order) {
        bank(order, BankText.part("S-0", "2026-03-01", "2026-03-02", 0, 100),
                late("S-1", "2026-03-02", "2026-03-03", 100), late("S-2", "2026-03-03", "2026-03-04", 600),
                BankText.part("S-WEEK", "2026-03-02", "2026-03-04", 100, 1_100,
                        List.of(PAID_IN.getFirst(), PAID_IN.getFirst())),
                late("S-3", "2026-03-04", "2026-03-05", 1_100));

        assertEquals(1_600, booked());
        assertEquals(List.of(), findings());
    }

    /// Nobody can say whether the second statement is a part of the first one's day or goes on from it: the books have the
    /// entry once, and both say so.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anEntryThatMayBeMissingIsFound(int order) {
        bank(order,
                BankText.part("S-1", DAY, 0, List.of(PAID_IN.getFirst(), new Entry(DAY, -500, "TAKEN OUT"))),
                BankText.part("S-2", DAY, 0, PAID_IN));

        assertEquals(0, booked());
        assertEquals(2, findings().size(), findings().toString());
        assertTrue(findings().stream().allMatch(finding -> finding.startsWith(
                "the books have 0.00 EUR of its entries and of those of statements within its dates, expected 5.00 EUR")),
                findings().toString());
    }

    @Test
    void anEntryThatIsBookedTwiceIsFound() {
        world.bank(BankText.file(MORNING, EVENING));
        world.bank(BankText
                .file(BankText.part("S-DAY", DAY, 100_000, List.of(new Entry(DAY, 500, "PAID IN, IN CASH"),
                        PAID_IN.getFirst()))));

        assertEquals(1_500, booked());
        assertEquals(3, findings().size(), findings().toString());
    }

    /// Kept by a program that took it for an entry of the statement before.
    @Test
    void anEntryThatIsKeptOnceThoughTwoStatementsAfterEachOtherHaveItIsFound() {
        world.bank(BankText.file(late("S-1", "2026-03-03", "2026-03-03", 0)));
        world.bank(BankText.file(late("S-2", "2026-03-04", "2026-03-04", 500)));
        world.test.execute("alter table bank_statement_line disable trigger user");
        world.test.execute(
                "update bank_statement_line set line = (select line from bank_statement_line join bank_statement "
                        + "using (tenant, statement) where tenant = '" + world.tenant
                        + "' and reference = 'S-1') where tenant = '"
                        + world.tenant + "'");
        world.test.execute("alter table bank_statement_line enable trigger user");

        assertEquals(
                List.of("the books have 0.00 EUR of its entries and of those of statements within its dates, "
                        + "expected 5.00 EUR by their balances"),
                findings());
    }

    /// Statements of six days and of some of them together, with deposits that look the same, some booked a day early.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatABankStatesIsBookedOnceInWhateverOrderItComes(long seed) {
        var bank = new RandomBank(seed, false);
        bank(Math.toIntExact(seed), bank.statements());

        assertEquals(bank.moved(), booked(), "seed " + seed);
        assertEquals(List.of(), findings(), "seed " + seed);
    }

    /// With withdrawals, days of two statements, and balances that come back, not everything can be told.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 20, 21, 24, 36})
    void orIsFound(long seed) {
        var bank = new RandomBank(seed, true);
        bank(Math.toIntExact(seed), bank.statements());

        assertTrue(bank.moved() == booked() || !findings().isEmpty(),
                "seed " + seed + ": " + booked() + ", bank " + bank.moved());
    }

    /// What a bank states of six days.
    private static final class RandomBank {
        private final Random random;
        private final boolean wild;
        private final boolean openingsOfTheDayBefore;
        private final List<List<Entry>> days = new ArrayList<>();
        private final List<String> statements = new ArrayList<>();

        RandomBank(long seed, boolean wild) {
            this.random = new Random(seed);
            this.wild = wild;
            this.openingsOfTheDayBefore = random.nextBoolean();
            for (int day = 0; day < 6; day++) {
                days.add(entries(day));
                daily(day);
            }
            int from = random.nextInt(5);
            statement("S-SOME", from, from + 1 + random.nextInt(5 - from));
        }

        private List<Entry> entries(int day) {
            var entries = new ArrayList<Entry>();
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                entries.add(new Entry(date(day - random.nextInt(2)),
                        wild && random.nextBoolean() ? -500 : 500, "CASH"));
            }
            return entries;
        }

        private void daily(int day) {
            var entries = days.get(day);
            if (wild && entries.size() > 1 && random.nextInt(3) == 0) {
                long opening = before(day);
                var first = entries.subList(0, 1);
                long noon = opening + first.getFirst().minor();
                statements.add(BankText.part("S-" + day + "-1", opens(day), date(day), opening, noon, first));
                var rest = entries.subList(1, entries.size());
                statements.add(
                        BankText.part("S-" + day + "-2", date(day), date(day), noon, before(day + 1), rest));
                if (random.nextBoolean()) {
                    return;
                }
            }
            statement("S-" + day, day, day);
        }

        private void statement(String id, int from, int to) {
            statements.add(BankText.part(id, opens(from), date(to), before(from), before(to + 1),
                    days.subList(from, to + 1).stream().flatMap(List::stream).toList()));
        }

        private String opens(int day) {
            return date(openingsOfTheDayBefore ? day - 1 : day);
        }

        private static String date(int day) {
            return LocalDate.parse(DAY).plusDays(day).toString();
        }

        private long before(int day) {
            return days.subList(0, day).stream().flatMap(List::stream).mapToLong(Entry::minor).sum();
        }

        long moved() {
            return before(days.size());
        }

        String[] statements() {
            return statements.toArray(String[]::new);
        }
    }

    @Test
    void aFileThatComesWhileItsAccountIsPutRightIsBookedForWhoHasIt() throws Exception {
        var file = new FutureTask<>(() -> world.bank(BankText.file(MORNING)));
        world.database.inTransaction(transaction -> {
            world.statements.accountToChange(transaction, world.tenant, BankText.IBAN);
            Thread.ofVirtual().start(file);
            while (!file.isDone()
                    && world.value("select count(*) from pg_locks where not granted").equals("0")) {
                Thread.onSpinWait();
            }
            return world.statements.save(transaction, world.tenant,
                    new BankAccount(BankText.IBAN, "acme-south", ReconciliationWorld.EUR, "Main"));
        });
        file.get(30, TimeUnit.SECONDS);

        assertEquals("acme-south",
                world.value("select distinct legal_entity from entry where tenant = :tenant"));
    }

    @Test
    void whatIsValuedLongBeforeItIsBookedIsBooked() {
        world.bank(BankText.statement("2026-03-02", 100_000,
                List.of(new Entry("2026-03-02", "2025-11-15", -250_00, "CORRECTION"))));

        assertEquals(-250_00, booked());
        assertEquals("unknown-line", world.value("select class from discrepancy where tenant = :tenant"));
        assertEquals(250_00, world.balance(AccountName.SUSPENSE));
    }

    /// A statement whose only entry is the one that was paid in, booked on the same day whenever it is stated.
    private static String late(String id, String opens, String closes, long openingMinor) {
        return BankText.part(id, opens, closes, openingMinor, openingMinor + 500, PAID_IN);
    }

    /// All of these in some order, and once more.
    private void bank(int order, String... statements) {
        var all = new ArrayList<>(List.of(statements));
        Collections.shuffle(all, new Random(order));
        all.forEach(statement -> world.bank(BankText.file(statement)));
        world.bank(BankText.file(statements));
    }

    private List<String> findings() {
        return world.database.inTransaction(
                transaction -> world.statements.list(transaction, world.tenant, null, 100)).stream()
                .map(KeptStatement::findings)
                .flatMap(List::stream)
                .toList();
    }

    private long booked() {
        return world.balance(AccountName.bank(BankText.IBAN));
    }
}
