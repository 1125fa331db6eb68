package io.tillpost.central.ledger.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlLedgerTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = TEST.database();
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final AccountName DRAWER = AccountName.drawer("s1", "drawer-1");

    private final SqlLedger ledger = new SqlLedger(Clock.fixed(NOW, ZoneOffset.UTC));
    private final SqlBooks books = new SqlBooks();
    private final String tenant = "t" + UUID.randomUUID().toString().substring(0, 8);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void anEntryMovesBalancesOnce() {
        var entry = cash(UUID.randomUUID(), 1240);
        assertEquals(List.of(true), post(entry));
        assertEquals(List.of(false), post(entry));
        assertEquals(List.of(1240L, -1240L), balances());
    }

    @Test
    void theSameEntryTwiceInOneCallPostsOnce() {
        var entry = cash(UUID.randomUUID(), 500);
        assertEquals(List.of(true, false), post(entry, entry));
        assertEquals(List.of(500L, -500L), balances());
    }

    @Test
    void anIdentityPostedWithOtherLinesIsABug() {
        UUID source = UUID.randomUUID();
        post(cash(source, 500));
        assertThrows(IllegalStateException.class, () -> post(cash(source, 501)));
        assertThrows(IllegalStateException.class,
                () -> post(cash(UUID.randomUUID(), 1), cash(source, 501)));
        assertEquals(List.of(500L, -500L), balances());
    }

    @Test
    void theSameSourceOfTwoTenantsIsTwoEntries() {
        UUID source = UUID.randomUUID();
        post(cash(source, 500));
        var other = new EntryRequest("other-" + tenant, "acme", "s1", null, null, source, "cash", "r", NOW,
                DAY, null,
                "", null, lines(500, -500));
        assertEquals(List.of(true), post(other));
    }

    @Test
    void anUnbalancedEntryIsRefusedBeforeTheDatabase() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> post(request(UUID.randomUUID(), lines(500, -499))));
        assertTrue(e.toString().contains("0.01 EUR off balance"), e.toString());
    }

    @Test
    void oneLineIsNoEntry() {
        assertThrows(IllegalArgumentException.class, () -> post(request(UUID.randomUUID(), lines(0))));
    }

    @Test
    void aBalanceAcrossTwoCurrenciesIsNone() {
        var lines = List.of(EntryLine.debit(DRAWER, Money.of(5, "EUR")),
                EntryLine.credit(DRAWER, Money.of(5, "USD")));
        assertThrows(IllegalArgumentException.class, () -> post(request(UUID.randomUUID(), lines)));
    }

    @Test
    void theDatabaseItselfRefusesAnEntryWithoutLines() {
        post(cash(UUID.randomUUID(), 1));
        var e = assertThrows(DatabaseException.class, () -> TEST.execute(rawEntry()));
        assertTrue(e.toString().contains("fewer than two lines"), e.toString());
    }

    @Test
    void theDatabaseItselfRefusesAnUnbalancedEntry() {
        post(cash(UUID.randomUUID(), 1));
        var e = assertThrows(DatabaseException.class, () -> TEST.execute("with e as (" + rawEntry()
                + " returning tenant, entry) insert into entry_line (tenant, entry, line, account, amount_minor)"
                + " select e.tenant, e.entry, l.n, a.account, case l.n when 1 then 100 else -99 end"
                + " from e, generate_series(1, 2) as l (n), (select min(account) as account from account"
                + " where tenant = '" + tenant + "') a"));
        assertTrue(e.toString().contains("1 EUR off balance"), e.toString());
        assertTrue(e.refusesTheData());
    }

    @Test
    void theDatabaseItselfRefusesALineTooMany() {
        post(cash(UUID.randomUUID(), 1));
        assertThrows(DatabaseException.class,
                () -> TEST.execute(
                        "insert into entry_line (tenant, entry, line, account, amount_minor) select tenant,"
                                + " entry, 3, account, 1 from entry_line where tenant = '" + tenant
                                + "' and line = 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"update entry set rule = 'x'", "delete from entry",
        "update entry_line set amount_minor = amount_minor + 1", "delete from entry_line",
        "truncate entry, entry_line"})
    void whatWasPostedIsNeverChanged(String sql) {
        var e = assertThrows(DatabaseException.class, () -> TEST.execute(sql));
        assertTrue(e.toString().contains("written once"), e.toString());
    }

    @Test
    void anEntryIsTakenBackAtMostOnce() {
        var entry = cash(UUID.randomUUID(), 700);
        post(entry);
        post(reversal(entry));
        assertEquals(List.of(0L, 0L), balances());
        assertThrows(DatabaseException.class, () -> post(reversal(entry)));
    }

    @Test
    void anOverflowIsLoudAndChangesNothing() {
        post(cash(UUID.randomUUID(), Long.MAX_VALUE));
        var e = assertThrows(DatabaseException.class, () -> post(cash(UUID.randomUUID(), 1)));
        assertTrue(e.refusesTheData(), e.toString());
        assertEquals(List.of(Long.MAX_VALUE, -Long.MAX_VALUE), balances());
    }

    @Test
    void manyCallersOnTheSameAccountsNeitherBlockNorLose() throws Exception {
        long seed = 7;
        var random = new Random(seed);
        var batches = new ArrayList<List<EntryRequest>>();
        long total = 0;
        for (int i = 0; i < 40; i++) {
            var batch = new ArrayList<EntryRequest>();
            for (int k = 0; k < 20; k++) {
                long amount = random.nextInt(1, 10_000);
                total += amount;
                String drawer = "drawer-" + random.nextInt(6);
                batch.add(request(UUID.randomUUID(),
                        List.of(EntryLine.debit(AccountName.drawer("s1", drawer), Money.of(amount, "EUR")),
                                EntryLine.credit(AccountName.TENDER_RECEIVED, Money.of(amount, "EUR")))));
            }
            batches.add(batch);
            batches.add(batch);
        }
        try (var pool = Executors.newFixedThreadPool(6)) {
            List<Future<List<Boolean>>> done = batches.stream()
                    .map(batch -> pool.submit(() -> DATABASE.inTransaction(tx -> ledger.post(tx, batch))))
                    .toList();
            for (var future : done) {
                future.get();
            }
        }
        assertEquals(-total, DATABASE.inTransaction(tx -> books.balances(tx, tenant, Optional.empty(), 100))
                .stream()
                .filter(balance -> balance.account().equals(AccountName.TENDER_RECEIVED))
                .mapToLong(balance -> balance.balance().minor())
                .sum(), "seed " + seed);
        assertHolds("every balance is the sum of its lines");
        assertHolds("every day's sum is the sum of its lines");
        assertHolds("all balances add up to zero per currency");
    }

    @Test
    void sumsByStoreAndDateAreThoseOfTheLines() {
        post(sold("s1", DAY, 100), sold("s1", DAY, 20), sold("s1", DAY.plusDays(1), 3), sold("s2", DAY, 4000),
                sold(null, DAY, 50_000));
        post(sold("s1", DAY, 600_000));
        assertEquals(654_123, drawerSum(null, null, null));
        assertEquals(654_120, drawerSum(null, null, DAY));
        assertEquals(3, drawerSum(null, DAY.plusDays(1), null));
        assertEquals(600_123, drawerSum(List.of("s1"), null, null));
        assertEquals(600_120, drawerSum(List.of("s1"), DAY, DAY));
        assertEquals(604_123, drawerSum(List.of("s1", "s2"), null, null));
        assertEquals(0, drawerSum(List.of("s3"), null, null), "nothing of other stores, nor of none");
        assertEquals(0, drawerSum(List.of(), null, null));
        assertEquals(0, drawerSum(List.of(""), null, null), "what is of no store is nobody's");
        assertEquals(0, drawerSum(null, DAY.plusDays(2), null));
        assertHolds("every day's sum is the sum of its lines");
    }

    private EntryRequest sold(@Nullable String store, LocalDate date, long minor) {
        return new EntryRequest(tenant, "acme", store, null, null, UUID.randomUUID(), "cash", "r", NOW, date,
                null, "", null, lines(minor, -minor));
    }

    private long drawerSum(@Nullable List<String> stores, @Nullable LocalDate from, @Nullable LocalDate to) {
        return DATABASE.inTransaction(tx -> books.sums(tx, tenant, stores, from, to))
                .stream()
                .filter(sum -> sum.account().equals(DRAWER))
                .mapToLong(sum -> sum.balance().minor())
                .sum();
    }

    @Test
    void theAuditNamesASumOfADayThatSomebodyChanged() {
        var expected = List.of("every day's sum is the sum of its lines",
                "tender received is zero in every store");
        post(cash(UUID.randomUUID(), 900));
        TEST.execute("update account_day set moved_minor = 901 where moved_minor = 900 and tenant = '"
                + tenant + "'");
        assertEquals(expected, broken());
        TEST.execute("delete from account_day where moved_minor = 901 and tenant = '" + tenant + "'");
        assertEquals(expected, broken());
    }

    @Test
    void theAuditNamesWhatSomebodyChangedBehindTheGuards() {
        post(cash(UUID.randomUUID(), 900));
        assertHolds("every entry sums to zero per currency");
        TEST.execute("""
                alter table entry_line disable trigger user;
                update entry_line set amount_minor = 901 where tenant = '%s' and line = 1;
                alter table entry_line enable trigger user""".formatted(tenant));
        assertEquals(List.of("every entry sums to zero per currency",
                "every balance is the sum of its lines", "every day's sum is the sum of its lines",
                "tender received is zero in every store"), broken());
    }

    private List<String> broken() {
        return audit().stream().filter(finding -> !finding.holds()).map(Books.Finding::invariant).toList();
    }

    private void assertHolds(String invariant) {
        var finding = audit().stream().filter(f -> f.invariant().equals(invariant)).findFirst().orElseThrow();
        assertTrue(finding.holds(), finding::toString);
    }

    private List<Books.Finding> audit() {
        return DATABASE.inTransaction(tx -> books.audit(tx, tenant, NOW.plus(Duration.ofDays(2))));
    }

    private List<Boolean> post(EntryRequest... entries) {
        return DATABASE.inTransaction(tx -> ledger.post(tx, List.of(entries)));
    }

    private List<Long> balances() {
        return DATABASE.inTransaction(tx -> books.balances(tx, tenant, Optional.empty(), 100))
                .stream()
                .map(balance -> balance.balance().minor())
                .toList();
    }

    private EntryRequest cash(UUID source, long minor) {
        return request(source, lines(minor, -minor));
    }

    private EntryRequest reversal(EntryRequest entry) {
        return new EntryRequest(tenant, "acme", "s1", null, null, UUID.randomUUID(), "reversal", "r", NOW,
                DAY, null, "",
                entry.id(), entry.lines()
                        .stream()
                        .map(line -> EntryLine.credit(line.account(), line.amount()))
                        .toList());
    }

    private EntryRequest request(UUID source, List<EntryLine> lines) {
        return new EntryRequest(tenant, "acme", "s1", null, null, source, "cash", "r", NOW, DAY, null, "",
                null, lines);
    }

    private static List<EntryLine> lines(long... minor) {
        var accounts = List.of(DRAWER, AccountName.TENDER_RECEIVED);
        var lines = new ArrayList<EntryLine>();
        for (int i = 0; i < minor.length; i++) {
            lines.add(EntryLine.debit(accounts.get(i), Money.of(minor[i], "EUR")));
        }
        return lines;
    }

    private String rawEntry() {
        return "insert into entry select '" + tenant
                + "', gen_random_uuid(), gen_random_uuid(), 'raw', rule, legal_entity, store, occurred_at,"
                + " business_date, tax_date, posting_date, known_at, description, null from entry where tenant = '"
                + tenant + "'";
    }
}
