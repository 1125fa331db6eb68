package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A day of a tenant that has booked for years, of which the database has no statistics.
class LargeLedgerTest {
    private static final int ENTRIES_BEFORE = 5_000;
    private static final LocalDate LONG_AGO = DAY.minusDays(400);

    private final ReconciliationWorld world = new ReconciliationWorld();

    @BeforeEach
    void book() {
        List<EntryRequest> before = Stream.generate(() -> entry(LONG_AGO, 500)).limit(ENTRIES_BEFORE)
                .toList();
        world.database.inTransaction(tx -> world.ledger.post(tx, before));
        world.cashSale(DAY, 1999);
    }

    private EntryRequest entry(LocalDate date, long minor) {
        return new EntryRequest(world.tenant, "acme-gmbh", world.storeName, null, null, UUID.randomUUID(),
                "cash", "test", date.atStartOfDay(ZoneOffset.UTC).toInstant(), date, null, "", null,
                List.of(EntryLine.debit(AccountName.drawer(world.storeName, "drawer-1"),
                        Money.of(minor, "EUR")),
                        EntryLine.credit(AccountName.PAID_IN, Money.of(minor, "EUR"))));
    }

    @Test
    void itsDayReadsTheLinesOfThatDayAlone() {
        long read = world.database.inTransaction(tx -> {
            long before = linesRead(tx);
            world.reconciliation.day(tx, world.store, DAY);
            var _ = world.days.read(tx, world.store, DAY);
            return linesRead(tx) - before;
        });
        assertTrue(read > 0 && read < ENTRIES_BEFORE / 10, read + " lines read");
    }

    /// A trial balance and the accounts of a client narrowed to stores: whatever the dates, no line is read.
    @Test
    void sumsByStoreAndDateReadNoLines() {
        var own = List.of(world.storeName);
        long read = world.database.inTransaction(tx -> {
            long before = linesRead(tx);
            assertEquals(4, world.books.sums(tx, world.tenant, null, null, null).size());
            assertEquals(4, world.books.sums(tx, world.tenant, own, null, null).size());
            assertEquals(3, world.books.sums(tx, world.tenant, null, DAY, null).size());
            assertEquals(2, world.books.sums(tx, world.tenant, own, null, DAY.minusDays(1)).size());
            return linesRead(tx) - before;
        });
        assertEquals(0, read);
    }

    @Test
    void aDaysSalesAreReadFromTheLinesOfThatDayAlone() {
        var own = List.of(world.storeName);
        long read = world.database.inTransaction(tx -> {
            long before = linesRead(tx);
            assertEquals(4, world.books.movements(tx, world.tenant, null, DAY).size());
            assertEquals(4, world.books.movements(tx, world.tenant, own, DAY).size());
            var shift = UUID.randomUUID();
            assertEquals(0, world.books.ofShift(tx, world.tenant, world.storeName, "till-1", shift).size());
            return linesRead(tx) - before;
        });
        assertTrue(read > 0 && read < ENTRIES_BEFORE / 10, read + " lines read");
    }

    /// By this connection. What it read in earlier transactions may be among it.
    private static long linesRead(Transaction tx) {
        return Sql.one(tx, """
                select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables
                 where relname = 'entry_line'""", row -> row.getLong(1));
    }

    @Test
    void aBalanceThatSomebodyChangedIsNamedByTheTrialBalance() {
        assertEquals(Money.of(0, "EUR"), trialBalance());
        world.test.execute("update account_balance set balance_minor = balance_minor + 7 where tenant = '"
                + world.tenant + "' and account = (select min(account) from account where tenant = '"
                + world.tenant + "')");
        assertEquals(Money.of(7, "EUR"), trialBalance());
    }

    private Money trialBalance() {
        return world.read(DAY)
                .bridges()
                .stream()
                .filter(bridge -> bridge.name().equals("trial-balance"))
                .findFirst()
                .orElseThrow()
                .difference();
    }

    /// What one statement of a node may take is by far not what the whole ledger takes.
    @Test
    void theAuditOfItTakesItsTimeAndLeavesTheOthersTheirs() {
        world.database.inTransaction(tx -> {
            Sql.run(tx, "set local statement_timeout = 2");
            assertTrue(world.books.audit(tx, world.tenant, world.clock.instant().plus(Duration.ofDays(2)))
                    .stream()
                    .allMatch(finding -> finding.holds()));
            assertEquals("2ms", Sql.one(tx, "show statement_timeout", row -> row.getString(1)));
            return true;
        });
    }
}
