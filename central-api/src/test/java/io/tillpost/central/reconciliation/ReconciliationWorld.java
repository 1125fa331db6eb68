package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.sql.SqlBooks;
import io.tillpost.central.ledger.sql.SqlLedger;
import io.tillpost.central.payment.sql.SqlPayments;
import io.tillpost.central.reconciliation.sql.SqlDiscrepancies;
import io.tillpost.central.reconciliation.sql.SqlMatchBook;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.shift.sql.SqlZReports;
import io.tillpost.central.statement.BankAccount;
import io.tillpost.central.statement.SettlementImport;
import io.tillpost.central.statement.StatementImport;
import io.tillpost.central.statement.UnreadableFileException;
import io.tillpost.central.statement.sql.SqlSettlements;
import io.tillpost.central.statement.sql.SqlStatements;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.central.voucher.sql.SqlVouchers;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.TerminalTime;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One store with one terminal that settles girocard and Mastercard by two merchant ids, an acquirer, a bank account, and
/// all rooms on a real PostgreSQL.
final class ReconciliationWorld {
    static final String GIROCARD = "455600112233";
    static final String MASTERCARD = "455600112241";
    static final String TERMINAL = "65001122";
    static final Currency EUR = Currency.getInstance("EUR");
    static final LocalDate DAY = LocalDate.parse("2026-03-02");
    static final AccountName SALES = AccountName.sales(new TaxRate(1900), "goods");

    private static final AtomicInteger WORLDS = new AtomicInteger();

    /// Worlds share a database: each is a tenant of its own.
    private static final class Shared {
        static final TestDatabase TEST = TestDatabase.create();
    }

    final TestDatabase test;
    final String tenant;
    final String storeName;
    final Database database;

    final WorldClock clock = new WorldClock(LocalDate.parse("2026-03-05"));
    final SqlLedger ledger = new SqlLedger(clock);
    final SqlBooks books = new SqlBooks();
    final SqlPayments payments = new SqlPayments();
    final SqlStores stores = new SqlStores();
    final SqlSettlements settlements = new SqlSettlements();
    final SqlStatements statements = new SqlStatements();
    final SqlMatchBook matches = new SqlMatchBook();
    final SqlDiscrepancies discrepancies = new SqlDiscrepancies();
    final ZAudit zAudit = new ZAudit(new SqlZReports(), books);
    final Reconciliation reconciliation = new Reconciliation(settlements, statements, payments, stores,
            matches,
            discrepancies, ledger, books, zAudit, new SqlVouchers(), clock);
    final SettlementImport settlementImport = new SettlementImport(settlements, stores, reconciliation,
            clock);
    final StatementImport statementImport = new StatementImport(statements, reconciliation, clock);
    final DayBook days = new DayBook(payments, books, settlements, statements, matches, discrepancies,
            (_, _, _, _) -> quarantined(), zAudit, (_, _, _) -> new TreeMap<>(), clock);
    final Store store;
    private long quarantined;

    ReconciliationWorld() {
        this(Shared.TEST, "acme-" + WORLDS.incrementAndGet());
    }

    /// This tenant in a database that others use too.
    ReconciliationWorld(TestDatabase test, String tenant) {
        this.test = test;
        this.tenant = tenant;
        this.storeName = "store-" + tenant;
        this.database = test.database();
        this.store = new Store(tenant, storeName, "acme-gmbh", "Store 7", ZoneId.of("Europe/Berlin"), EUR,
                List.of(),
                List.of(contract(GIROCARD, "girocard"), contract(MASTERCARD, "Mastercard")));
        database.inTransaction(transaction -> {
            stores.save(transaction, store, null);
            return statements.save(transaction, tenant,
                    new BankAccount(BankText.IBAN, "acme-gmbh", EUR, "Main"));
        });
    }

    Resolving resolving() {
        return new Resolving(discrepancies, matches, payments, settlements, reconciliation, clock);
    }

    private static CardContract contract(String merchantId, String card) {
        return new CardContract("nordpay", merchantId, TERMINAL, List.of(card),
                LocalDate.parse("2026-01-01"));
    }

    /// From that day on the girocards are another acquirer's.
    void changeAcquirer(String acquirer, LocalDate from) {
        var contracts = new ArrayList<>(store.cardContracts());
        contracts.add(new CardContract(acquirer, GIROCARD, TERMINAL, List.of("girocard"), from));
        database.inTransaction(transaction -> stores.save(transaction, new Store(tenant, storeName,
                store.legalEntity(), "Store 7", store.zone(), store.currency(), List.of(), contracts),
                null));
    }

    private long quarantined() {
        return quarantined;
    }

    void quarantine(long events) {
        quarantined = events;
    }

    /// A card payment of the day and its sale, both posted.
    UUID charge(String merchantId, String time, int trace, int receipt, long minor) {
        return charge(DAY, merchantId, time, trace, receipt, minor);
    }

    UUID charge(LocalDate date, String merchantId, String time, int trace, int receipt, long minor) {
        var facts = new CardFacts(TERMINAL, merchantId, 5, "girocard", -1, EntryMode.CHIP, null, trace,
                receipt, null,
                new TerminalTime(MonthDay.from(date), LocalTime.parse(time)), null, true,
                new Money(minor, EUR),
                Money.zero(EUR));
        UUID attempt = new UUID(0x7000L, date.toEpochDay() * 1_000_000L + trace);
        database.inTransaction(transaction -> {
            insert(transaction, attempt, date, facts);
            return ledger.post(transaction, List.of(
                    entry(attempt, "card-clearing", date, AccountName.cardClearing("nordpay", merchantId),
                            AccountName.TENDER_RECEIVED, facts.approved(), attempt),
                    entry(attempt, "sale", date, AccountName.TENDER_RECEIVED, SALES, facts.approved(),
                            null)));
        });
        return attempt;
    }

    /// Money that went back to a card on the day, and its refund, both posted.
    UUID refund(String merchantId, String time, int trace, int receipt, long minor) {
        UUID attempt = charge(DAY, merchantId, time, trace, receipt, minor);
        test.execute(
                "update payment set kind = 'refund' where tenant = '" + tenant + "' and attempt = '" + attempt
                        + "'");
        var twice = new Money(2 * minor, EUR).negated();
        database.inTransaction(transaction -> ledger.post(transaction, List.of(
                entry(UUID.randomUUID(), "card-refund", DAY, AccountName.cardClearing("nordpay", merchantId),
                        AccountName.TENDER_RECEIVED, twice, attempt),
                entry(UUID.randomUUID(), "refund", DAY, AccountName.TENDER_RECEIVED, SALES, twice, null))));
        return attempt;
    }

    void cashSale(LocalDate date, long minor) {
        var amount = new Money(minor, EUR);
        database.inTransaction(transaction -> ledger.post(transaction, List.of(
                entry(UUID.randomUUID(), "cash", date, AccountName.drawer(storeName, "drawer-1"),
                        AccountName.TENDER_RECEIVED, amount, null),
                entry(UUID.randomUUID(), "sale", date, AccountName.TENDER_RECEIVED, SALES, amount, null))));
    }

    private EntryRequest entry(UUID source, String role, LocalDate date, AccountName debit,
            AccountName credit,
            Money amount, @Nullable UUID payment) {
        var lines = List.of(new EntryLine(debit, amount, payment),
                new EntryLine(credit, amount.negated(), payment));
        return new EntryRequest(tenant, "acme-gmbh", storeName, null, null, source, role, "test",
                date.atStartOfDay(ZoneOffset.UTC)
                        .toInstant(),
                date, null, role, null, lines);
    }

    private void insert(Transaction transaction, UUID attempt, LocalDate date, CardFacts facts) {
        Sql.run(transaction,
                """
                        insert into payment (tenant, attempt, legal_entity, store, till, sale, terminal, state, business_date,
                            occurred_at, currency, requested_minor, approved_minor, captured_minor, tip_minor, acquirer,
                            merchant_id, terminal_id, card_name, trace, receipt_number, facts)
                        values (?, ?, 'acme-gmbh', ?, 'till-1', ?, 'terminal-1', 'captured', ?, ?, 'EUR', ?, ?, ?, 0, 'nordpay',
                            ?, ?, ?, ?, ?, ?::jsonb)""",
                tenant, attempt, storeName, attempt, date,
                date.atTime(12, 0).toInstant(ZoneOffset.UTC), facts.approved().minor(),
                facts.approved().minor(),
                facts.approved().minor(), facts.merchantId(), facts.terminalId(), facts.cardName(),
                facts.trace(),
                facts.receiptNumber(), new String(Json.write(facts), StandardCharsets.UTF_8));
    }

    /// A charge of 50.00 that a person attested as moved, and its sale, both posted.
    UUID attested() {
        UUID attempt = attempt("attested_moved");
        var amount = new Money(5000, EUR);
        database.inTransaction(transaction -> ledger.post(transaction, List.of(
                entry(attempt, "attested", DAY, AccountName.unconfirmedClearing(storeName),
                        AccountName.TENDER_RECEIVED, amount, attempt),
                entry(attempt, "sale", DAY, AccountName.TENDER_RECEIVED, SALES, amount, null))));
        return attempt;
    }

    /// A card attempt of the day of which nothing is known but how far it has come.
    UUID attempt(String state) {
        UUID attempt = UUID.randomUUID();
        database.inTransaction(transaction -> Sql.run(transaction,
                """
                        insert into payment (tenant, attempt, legal_entity, store, till, sale, terminal, state, business_date,
                            occurred_at, currency, requested_minor)
                        values (?, ?, 'acme-gmbh', ?, 'till-1', ?, 'terminal-1', ?, ?, ?, 'EUR', 5000)""",
                tenant,
                attempt, storeName, UUID.randomUUID(), state, DAY,
                DAY.atTime(12, 0).toInstant(ZoneOffset.UTC)));
        return attempt;
    }

    /// The approval was taken back after all.
    void takeBack(UUID attempt) {
        test.execute("update payment set state = 'failed', captured_minor = 0 where tenant = '" + tenant
                + "' and attempt = '" + attempt + "'");
    }

    /// Adds a cent to both sides of the first card payment's entry, as somebody with `psql` and no scruples could.
    void tamperWithLedger() {
        test.execute("alter table entry_line disable trigger user");
        test.execute("update entry_line set amount_minor = amount_minor + sign(amount_minor) where tenant = '"
                + tenant + "' and entry = (select entry from entry where tenant = '" + tenant
                + "' and role = 'card-clearing' order by entry limit 1)");
        test.execute("alter table entry_line enable trigger user");
    }

    void closeBatch(LocalDate date, long totalMinor) {
        ended(date, new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, TERMINAL, 17,
                List.of(new TerminalBatchClosed.CardTotal("all", 1, new Money(totalMinor, EUR))), ""));
    }

    /// An end of day of which nobody knows what became of it: the terminal has said nothing of itself.
    void loseBatch(LocalDate date) {
        ended(date, new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.UNKNOWN, "", null,
                List.of(), "silence"));
    }

    private void ended(LocalDate date, TerminalBatchClosed closed) {
        database.inTransaction(transaction -> Sql.run(transaction, """
                insert into terminal_batch (tenant, event, store, business_date, closed)
                values (?, ?, ?, ?, ?::jsonb)""", tenant, UUID.randomUUID(), storeName, date,
                new String(Json.write(closed), StandardCharsets.UTF_8)));
    }

    SettlementImport.Taken settle(SettlementText text) {
        return settle("nordpay", text.bytes());
    }

    SettlementImport.Taken settle(String acquirer, byte[] file) {
        return database.inTransaction(transaction -> settle(transaction, acquirer, file));
    }

    SettlementImport.Taken settle(Transaction transaction, String acquirer, byte[] file) {
        try {
            return settlementImport.take(transaction, tenant, acquirer, file);
        } catch (UnreadableFileException e) {
            throw new IllegalArgumentException(e);
        }
    }

    StatementImport.Taken bank(byte[] file) {
        return database.inTransaction(transaction -> {
            try {
                return statementImport.take(transaction, tenant, file);
            } catch (UnreadableFileException e) {
                throw new IllegalArgumentException(e);
            }
        });
    }

    DayResult run(LocalDate date) {
        return database.inTransaction(transaction -> {
            reconciliation.day(transaction, store, date);
            return days.read(transaction, store, date);
        });
    }

    DayResult read(LocalDate date) {
        return database.inTransaction(transaction -> days.read(transaction, store, date));
    }

    long balance(AccountName account) {
        return Long
                .parseLong(value("select coalesce(sum(amount_minor), 0) from entry_line join account using "
                        + "(tenant, account) where tenant = :tenant and name = '" + account.value() + "'"));
    }

    /// A value of this world's tenant, which `:tenant` stands for.
    String value(String sql) {
        return test.value(sql.replace(":tenant", "'" + tenant + "'"));
    }

    /// What the books, the matches and the discrepancies say in one text, without ids, which hold the tenant.
    String state() {
        return value(
                """
                        select coalesce(string_agg(t, E'\n' order by t), '') from (
                          select name || ' ' || sum(amount_minor) as t from entry_line join account using (tenant, account)
                           where tenant = :tenant group by name having sum(amount_minor) <> 0
                          union all
                          select 'settled ' || p.reference || ' ' || l.ordinal || ' ' || ours
                            from reservation join settlement_line l on l.tenant = :tenant and l.line = theirs
                            join payout p on p.tenant = :tenant and p.payout = l.payout where reservation.tenant = :tenant
                          union all
                          select 'paid ' || p.reference || ' ' || booking_date || ' ' || amount_minor || ' ' || remittance
                            from reservation join bank_line l on l.tenant = :tenant and l.line = theirs
                            join payout p on p.tenant = :tenant and p.payout = ours where reservation.tenant = :tenant
                          union all
                          select class || ' ' || coalesce(p.reference, '') || ' ' || coalesce(d.payment::text, '') || ' '
                                 || coalesce(l.ordinal, 0) || ' ' || coalesce(b.remittance, '') || ' '
                                 || coalesce(b.booking_date::text, '') || ' ' || coalesce(d.actual_minor, 0)
                                 || ' ' || coalesce(d.business_date::text, '')
                            from discrepancy d left join payout p on p.tenant = d.tenant and p.payout = d.payout
                            left join settlement_line l on l.tenant = d.tenant and l.line = d.settlement_line
                            left join bank_line b on b.tenant = d.tenant and b.line = d.bank_line
                           where d.tenant = :tenant and state <> 'explained') all_of_it""");
    }
}
