package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.ingest.sql.SqlCompletions;
import io.tillpost.central.ingest.sql.SqlJournals;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.sql.SqlBooks;
import io.tillpost.central.ledger.sql.SqlLedger;
import io.tillpost.central.payment.sql.SqlPayments;
import io.tillpost.central.reconciliation.DayBook;
import io.tillpost.central.reconciliation.Reconciliation;
import io.tillpost.central.reconciliation.sql.SqlDiscrepancies;
import io.tillpost.central.reconciliation.sql.SqlMatchBook;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.shift.sql.SqlZReports;
import io.tillpost.central.statement.sql.SqlSettlements;
import io.tillpost.central.statement.sql.SqlStatements;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.central.vault.TestVault;
import io.tillpost.central.voucher.sql.SqlVouchers;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;

/// Head office's ingest on a real database, and stores that send to it. Each test gets a tenant of its own.
public final class IngestWorld {
    private static final Clock CLOCK = Clock.fixed(SimulatedStore.NOON, ZoneOffset.UTC);

    public final Database database;
    public final SqlStores stores = new SqlStores();
    public final SqlJournals journals = new SqlJournals(TestVault.VAULT);
    public final SqlPayments payments = new SqlPayments();
    public final SqlLedger ledger = new SqlLedger(CLOCK);
    public final SqlBooks books = new SqlBooks();
    public final SqlZReports zReports = new SqlZReports();
    public final SqlVouchers vouchers = new SqlVouchers();
    public final SqlMatchBook matches = new SqlMatchBook();
    public final SqlDiscrepancies discrepancies = new SqlDiscrepancies();
    public final SqlSettlements settlements = new SqlSettlements();
    public final SqlStatements statements = new SqlStatements();
    public final ZAudit zAudit = new ZAudit(zReports, books);
    public final Reconciliation reconciliation = new Reconciliation(settlements, statements, payments, stores,
            matches,
            discrepancies, ledger, books, zAudit, vouchers, CLOCK);
    public final DayBook days = new DayBook(payments, books, settlements, statements, matches, discrepancies,
            journals::held, zAudit, journals::heardTo, CLOCK);
    public final SqlIncidents incidents = new SqlIncidents(CLOCK, IdSource.uuidV7(CLOCK, new Random(1)));
    public final Ingest ingest;
    public final Greeting greeting;
    public final String tenant = "t-" + UUID.randomUUID().toString().substring(0, 8);

    public IngestWorld(TestDatabase test) {
        this.database = test.database();
        this.ingest = ingest(database);
        this.greeting = new Greeting(database, stores, journals, incidents, CLOCK);
    }

    /// The rooms that a batch is handed to.
    Ingest.Rooms rooms() {
        return new Ingest.Rooms(stores, journals, payments, reconciliation, vouchers, reconciliation,
                zReports,
                ledger, books,
                incidents, new SqlCompletions());
    }

    /// Another node's ingest.
    public Ingest ingest(Database other) {
        return new Ingest(other, rooms(), CLOCK);
    }

    /// Another node's ingest, which tells where it is.
    public Ingest ingest(Database other, Failpoints failpoints) {
        return new Ingest(other, rooms(), CLOCK, null, failpoints);
    }

    /// An ingest that looks at the signatures over batches.
    public Ingest ingest(Heads heads) {
        return new Ingest(database, rooms(), CLOCK, heads, Failpoints.NONE);
    }

    /// A store that head office knows, with one agent and one card contract.
    public Place store(String name) {
        var place = new Place(tenant, "acme", tenant + "-" + name, "till-1", tenant + "-" + name + "-box");
        var _ = save(place,
                List.of(new CardContract("acquirer-a", SimulatedStore.MERCHANT, "T1", List.of("girocard"),
                        LocalDate.parse("2026-01-01"))));
        return place;
    }

    public Stores.Saved save(Place place, List<CardContract> contracts) {
        return save(place, "EUR", contracts);
    }

    Stores.Saved save(Place place, String currency) {
        return save(place, currency, List.of());
    }

    private Stores.Saved save(Place place, String currency, List<CardContract> contracts) {
        return database.inTransaction(tx -> stores.save(tx,
                new Store(place.tenant(), place.store(), place.legalEntity(), "A store",
                        ZoneId.of("Europe/Berlin"), Currency.getInstance(currency), List.of(place.agent()),
                        contracts),
                null));
    }

    /// A store whose financial journal is welcomed.
    public SimulatedStore welcomed(String name, long seed) {
        var store = new SimulatedStore(store(name), Lane.FIN, seed);
        assertEquals(Downlink.Action.CONTINUE, hello(store, 0));
        return store;
    }

    public Downlink.Action hello(SimulatedStore store, long ackedSeq) {
        return greeting.answer(store.place.store(), store.hello(ackedSeq)).orElseThrow().lanes().getFirst()
                .action();
    }

    public Downlink send(SimulatedStore store, long from, long to) {
        return send(store, store.header(from, to), store.payload(from, to));
    }

    public Downlink send(SimulatedStore store, BatchHeader header, byte[] payload) {
        return ingest.apply(store.place.store(), header, payload);
    }

    public String count(TestDatabase test, String table) {
        return test.value("select count(*) from " + table + " where tenant = '" + tenant + "'");
    }

    /// Balances as `account=minor` that are not zero.
    public String balances() {
        return database.inTransaction(tx -> books.sums(tx, tenant, null, null, null))
                .stream()
                .filter(balance -> !balance.balance().isZero())
                .map(balance -> balance.account() + "=" + balance.balance().minor())
                .collect(Collectors.joining(" "));
    }

    /// What lies in quarantine, as `seq reason`, and why.
    public String quarantine() {
        return database.inTransaction(tx -> String.join("; ", Sql.all(tx,
                "select seq || ' ' || reason || ': ' || detail from quarantine where tenant = ? order by store, seq",
                row -> row.getString(1), tenant)));
    }

    /// What breaks the ledger two days later, when no sale is being paid any more.
    public List<Books.Finding> broken() {
        return broken(CLOCK.instant().plus(Duration.ofDays(2)));
    }

    List<Books.Finding> broken(Instant now) {
        return database.inTransaction(tx -> books.audit(tx, tenant, now))
                .stream()
                .filter(finding -> !finding.holds())
                .toList();
    }

    public void assertLedgerHolds() {
        assertEquals(List.of(), broken());
    }
}
