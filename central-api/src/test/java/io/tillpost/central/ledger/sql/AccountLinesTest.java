package io.tillpost.central.ledger.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books.Reached;
import io.tillpost.central.ledger.Books.StatementLine;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pages of an account with many lines, of which the database has no statistics; few of them are of the store `few`.
class AccountLinesTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = TEST.database();
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    private static final int DAYS = 20;
    private static final int ENTRIES_A_DAY = 500;
    private static final int PAGE = 51;
    private static final String TENANT = "acme";

    private final SqlBooks books = new SqlBooks();

    @BeforeAll
    static void book() {
        var ledger = new SqlLedger(Clock.fixed(NOW, ZoneOffset.UTC));
        // Those of one call stand in no order that a test could name.
        post(ledger, List.of(entry("few", "EUR", 0)));
        post(ledger, List.of(entry("few", "USD", 0)));
        for (int day = 0; day < DAYS; day++) {
            int of = day;
            post(ledger, Stream.generate(() -> entry("many", "EUR", of)).limit(ENTRIES_A_DAY).toList());
        }
        for (EntryRequest late : List.of(entry("few", "EUR", 25), entry("few", "USD", 25),
                entry(null, "EUR", 25), entry("few", "EUR", 1), entry("few", "EUR", 25),
                entry("many", "EUR", 3))) {
            post(ledger, List.of(late));
        }
        // Of somebody else, under the same names.
        post(ledger, List.of(entry("others", "few", "EUR", 25)));
    }

    private static void post(SqlLedger ledger, List<EntryRequest> entries) {
        DATABASE.inTransaction(tx -> ledger.post(tx, entries));
    }

    @AfterAll
    static void close() {
        TEST.close();
    }

    private static EntryRequest entry(@Nullable String store, String currency, int day) {
        return entry(TENANT, store, currency, day);
    }

    private static EntryRequest entry(String tenant, @Nullable String store, String currency, int day) {
        Money amount = Money.of(500, currency);
        return new EntryRequest(tenant, "acme-gmbh", store, null, null, UUID.randomUUID(), "cash", "test",
                NOW,
                FIRST.plusDays(day), null, "", null,
                List.of(EntryLine.debit(AccountName.drawer("s", "drawer-1"), amount),
                        EntryLine.credit(AccountName.PAID_IN, amount)));
    }

    @ParameterizedTest
    @CsvSource({",,,900", "many,,,900", "few,,,1", "few,,,2", "few,,,50", "few many,,,900", "nobody,,,10",
        ",2026-01-26,,2", ",2026-01-19,2026-01-26,100", ",,2026-01-01,100", ",2026-03-01,,10",
        "few,2026-01-02,,1", "few,2026-01-02,2026-01-25,1", "few,,2026-01-25,1",
        "many,2026-01-04,2026-01-04,100",
        "many,2026-01-20,,100"})
    void thePagesAreAllItsLinesInTheOrderOfPosting(@Nullable String stores, @Nullable LocalDate from,
            @Nullable LocalDate to, int limit) {
        List<String> shown = stores == null ? null : List.of(stores.split(" "));
        var positions = new ArrayList<Long>();
        List<StatementLine> page;
        Reached reached = Reached.NOTHING;
        do {
            page = page(shown, from, to, reached, limit);
            reached = reached.past(page);
            assertTrue(page.size() <= limit);
            page.forEach(line -> positions.add(line.position()));
        } while (page.size() == limit);
        assertEquals(positions(shown, from, to), positions);
    }

    @Test
    void aLineIsShownWithItsEntryAndItsCurrency() {
        List<StatementLine> lines = page(List.of("few"), null, null, Reached.NOTHING, PAGE);
        assertEquals(List.of("EUR 2026-01-01", "USD 2026-01-01", "EUR 2026-01-26", "USD 2026-01-26",
                "EUR 2026-01-02", "EUR 2026-01-26"),
                lines.stream().map(line -> line.amount().currency() + " " + line.businessDate()).toList());
        assertTrue(lines.stream().allMatch(line -> "few".equals(line.store())
                && line.amount().minor() == -500 && line.account().equals(AccountName.PAID_IN)
                && line.role().equals("cash")));
        assertTrue(
                page(null, FIRST.plusDays(25), null, Reached.NOTHING, PAGE).stream()
                        .anyMatch(line -> line.store() == null),
                "an entry of no store is of the company");
    }

    /// Positions are given out before COMMIT.
    @ParameterizedTest
    @CsvSource({",", "late,", ",2026-01-01"})
    void aLineInAnotherCurrencyThatIsCommittedLateIsOnALaterPage(@Nullable String store,
            @Nullable LocalDate from) {
        String tenant = "late-" + store + from;
        List<String> shown = store == null ? null : List.of(store);
        var ledger = new SqlLedger(Clock.fixed(NOW, ZoneOffset.UTC));
        post(ledger, List.of(entry(tenant, "late", "EUR", 0)));
        var first = DATABASE.inTransaction(slow -> {
            ledger.post(slow, List.of(entry(tenant, "late", "USD", 1)));
            DATABASE.beside(tx -> ledger.post(tx, List.of(entry(tenant, "late", "EUR", 2))));
            return DATABASE.beside(tx -> books.statement(tx, tenant, AccountName.PAID_IN, shown, from,
                    null, Reached.NOTHING, PAGE));
        });
        assertEquals(List.of("EUR", "EUR"), currencies(first));

        var second = DATABASE.inTransaction(tx -> books.statement(tx, tenant, AccountName.PAID_IN, shown,
                from, null, Reached.NOTHING.past(first), PAGE));

        assertTrue(second.getFirst().position() < first.getLast().position());
        assertEquals(List.of("USD"), currencies(second));
    }

    private static List<String> currencies(List<StatementLine> lines) {
        return lines.stream().map(line -> line.amount().currency().getCurrencyCode()).toList();
    }

    @Test
    void anAccountThatNobodyHasBookedHasNoLines() {
        assertFalse(
                DATABASE.inTransaction(tx -> books.statement(tx, "nobody", AccountName.PAID_IN, null, null,
                        null, Reached.NOTHING, PAGE)).iterator().hasNext());
    }

    @ParameterizedTest
    @CsvSource({",,,60", "many,,,60", ",,2026-01-01,60", "few,,,8100", "few,2026-01-26,,8100"})
    void aPageReadsByFarNotAllLines(@Nullable String stores, @Nullable LocalDate from, @Nullable LocalDate to,
            int most) {
        List<String> shown = stores == null ? null : List.of(stores.split(" "));
        long read = DATABASE.inTransaction(tx -> {
            long before = linesRead(tx);
            assertFalse(books.statement(tx, TENANT, AccountName.PAID_IN, shown, from, to,
                    new Reached(2, Map.of()), PAGE).isEmpty());
            return linesRead(tx) - before;
        });
        assertTrue(read > 0 && read <= most, read + " lines read");
    }

    /// By this connection. What it read in earlier transactions may be among it.
    private static long linesRead(Transaction tx) {
        return Sql.one(tx, """
                select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
                 where relname = 'entry_line'""", row -> row.getLong(1));
    }

    private List<StatementLine> page(@Nullable List<String> stores, @Nullable LocalDate from,
            @Nullable LocalDate to, Reached after, int limit) {
        return DATABASE.inTransaction(
                tx -> books.statement(tx, TENANT, AccountName.PAID_IN, stores, from, to, after, limit));
    }

    /// By the plainest way.
    private static List<Long> positions(@Nullable List<String> stores, @Nullable LocalDate from,
            @Nullable LocalDate to) {
        Column wanted = stores == null ? null : Column.of("text", stores);
        return DATABASE.inTransaction(tx -> Sql.all(tx,
                """
                        select l.position from entry_line l join entry e using (tenant, entry)
                         where l.tenant = ? and l.account in (select account from account where tenant = ? and name = ?)
                           and (?::text[] is null or e.store = any(?::text[]))
                           and e.business_date >= coalesce(?::date, '-infinity')
                           and e.business_date <= coalesce(?::date, 'infinity') order by l.position""",
                row -> row.getLong(1), TENANT, TENANT, AccountName.PAID_IN.value(), wanted, wanted, from,
                to));
    }
}
