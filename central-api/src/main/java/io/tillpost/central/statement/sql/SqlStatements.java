package io.tillpost.central.statement.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.statement.BankAccount;
import io.tillpost.central.statement.BankLine;
import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.central.statement.Issue;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptStatement;
import io.tillpost.central.statement.KeptStatement.Moved;
import io.tillpost.central.statement.Statements;
import io.tillpost.protocol.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// [Statements] in PostgreSQL.
public final class SqlStatements implements Statements {
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    /// Each with the closing balance of the statement before: of the last day before its own, or of its own day where a
    /// bank sends several a day; of several the one that fits. The opening balance of a day is dated that day or the one
    /// before, as banks do it, which a longer statement beside shorter ones does not tell: where another one begins with the
    /// same balance and closes sooner, both may be meant.
    private static final String STATEMENTS = """
            select s.*, before.closing_minor as before_minor, before.closing_date as before_date, r.replaced_by,
                   moved.moved_minor, moved.due_minor
              from bank_statement s
              left join bank_statement_replaced r using (tenant, statement)
              left join lateral (select b.closing_minor, b.closing_date from bank_statement b
                 where b.tenant = s.tenant and b.iban = s.iban and b.statement <> s.statement and %s
                   and b.closing_date <= s.opening_date
                   and b.closing_date >= (select max(c.closing_date) from bank_statement c
                      where c.tenant = s.tenant and c.iban = s.iban and c.closing_date <= s.opening_date
                        and c.closing_date < s.closing_date and %s
                        and (c.closing_date < s.opening_date or not exists (select from bank_statement n
                           where n.tenant = s.tenant and n.iban = s.iban and n.opening_date = s.opening_date
                             and n.opening_minor = s.opening_minor and n.closing_date < s.closing_date and %s)))
                 order by b.closing_minor = s.opening_minor desc, b.closing_date desc, b.statement limit 1)
                before on true
              %s
             where s.tenant = ? and\s"""
            .formatted(stands("b"), stands("c"), stands("n"), MovedInBooks.join(stands("t")));
    private static final String LINES = """
            select l.*, a.legal_entity from bank_line l join bank_account a using (tenant, iban)
             where l.tenant = ? and\s""";
    private static final String ISSUE = """
            s.electronic_number, s.legal_number, s.created, s.copy_indicator, s.is_whole""";
    /// A line whose standing has changed once, or three times, is taken back.
    private static final String TAKEN_BACK = """
            (select count(*) % 2 = 1 from bank_line_change g where g.tenant = l.tenant and g.line = l.line)""";
    private static final String VALUED = " and l.status = 'booked' and coalesce(l.value_date, l.booking_date) between ? and ?";
    private static final String BY_DATE = " order by l.booking_date, l.line";

    private static String stands(String statement) {
        return "not exists (select from bank_statement_replaced x where x.tenant = " + statement
                + ".tenant and x.statement = " + statement + ".statement)";
    }

    @Override
    public boolean save(Transaction transaction, String tenant, BankAccount account) {
        return Sql.run(transaction,
                """
                        insert into bank_account as b (tenant, iban, legal_entity, currency, name) values (?, ?, ?, ?, ?)
                        on conflict (tenant, iban) do update
                           set name = excluded.name, legal_entity = excluded.legal_entity, currency = excluded.currency
                         where (b.legal_entity = excluded.legal_entity and b.currency = excluded.currency)
                            or not exists (select from bank_statement s where s.tenant = b.tenant and s.iban = b.iban)""",
                tenant,
                account.iban(), account.legalEntity(), account.currency().getCurrencyCode(),
                account.name()) == 1;
    }

    @Override
    public Optional<BankAccount> accountToChange(Transaction transaction, String tenant, String iban) {
        Sql.lock(transaction, "bank account " + tenant + "/" + iban);
        lock(transaction, tenant, List.of(iban));
        return account(transaction, tenant, iban);
    }

    @Override
    public Optional<BankAccount> account(Transaction transaction, String tenant, String iban) {
        return Sql.maybe(transaction,
                "select iban, legal_entity, currency, name from bank_account where tenant = ? and iban = ?",
                SqlStatements::readAccount, tenant, iban);
    }

    @Override
    public List<BankAccount> accounts(Transaction transaction, String tenant, String after, int limit) {
        return Sql.all(transaction, """
                select iban, legal_entity, currency, name from bank_account
                 where tenant = ? and iban collate "C" > ? order by iban collate "C" limit ?""",
                SqlStatements::readAccount, tenant, after, limit);
    }

    @Override
    public boolean hasAccount(Transaction transaction, String tenant, String legalEntity, Currency currency) {
        return Sql.maybe(transaction,
                """
                        select iban from bank_account where tenant = ? and legal_entity = ? and currency = ? limit 1""",
                row -> true, tenant, legalEntity, currency.getCurrencyCode()).isPresent();
    }

    private static BankAccount readAccount(ResultSet row) throws SQLException {
        return new BankAccount(row.getString("iban"), row.getString("legal_entity"),
                Currency.getInstance(row.getString("currency")), row.getString("name"));
    }

    @Override
    public void lock(Transaction transaction, String tenant, Collection<String> ibans) {
        Sql.all(transaction,
                "select iban from bank_account where tenant = ? and iban = any(?) order by iban for update",
                row -> row.getString("iban"), tenant, Column.of("text", ibans));
    }

    @Override
    public Set<UUID> known(Transaction transaction, String tenant, Collection<UUID> statements) {
        return Set.copyOf(Sql.all(transaction,
                "select statement from bank_statement where tenant = ? and statement = any(?)",
                row -> row.getObject("statement", UUID.class), tenant, Column.of("uuid", statements)));
    }

    @Override
    public Optional<Issued> issued(Transaction transaction, String tenant, UUID statement) {
        return Sql.maybe(transaction,
                "select s.content, " + ISSUE
                        + " from bank_statement s where s.tenant = ? and s.statement = ? and s.content is not null",
                row -> new Issued(issue(row), row.getString("content")), tenant, statement);
    }

    @Override
    public List<Version> versions(Transaction transaction, String tenant, UUID statement) {
        List<UUID> ids = Sql.all(transaction,
                """
                        select s.statement from bank_statement n join bank_statement s on s.tenant = n.tenant and s.iban = n.iban
                           and s.closing_date = n.closing_date and s.reference = n.reference and n.reference <> ''
                           and s.sequence is not distinct from n.sequence and s.opening_minor = n.opening_minor
                           and s.opening_date = n.opening_date
                         where n.tenant = ? and n.statement = ?""",
                row -> row.getObject(1, UUID.class), tenant, statement);
        if (ids.size() < 2) {
            return List.of();
        }
        return Sql.all(transaction, "select s.statement, " + ISSUE + """
                , s.opening_minor + s.booked_minor = s.closing_minor as adds_up,
                  not\s""" + stands("s")
                + """
                        as replaced, array(select l.line from bank_statement_line m join bank_line l using (tenant, line)
                           where m.tenant = s.tenant and m.statement = s.statement and l.status = 'booked') as booked
                         from bank_statement s where s.tenant = ? and s.statement = any(?) order by s.statement""",
                row -> new Version(row.getObject("statement", UUID.class), issueIfAsked(row),
                        row.getBoolean("adds_up"), row.getBoolean("replaced"),
                        Set.of((UUID[]) row.getArray("booked").getArray())),
                tenant, Column.of("uuid", ids));
    }

    private static @Nullable Issue issueIfAsked(ResultSet row) throws SQLException {
        return row.getObject("is_whole", Boolean.class) == null ? null : issue(row);
    }

    private static Issue issue(ResultSet row) throws SQLException {
        return new Issue(row.getString("electronic_number"), row.getString("legal_number"),
                row.getString("created"), row.getString("copy_indicator"), row.getBoolean("is_whole"));
    }

    @Override
    public void replace(Transaction transaction, String tenant, Map<UUID, UUID> replaced, Instant at) {
        Sql.run(transaction, """
                insert into bank_statement_replaced (tenant, statement, replaced_by, at)
                select ?, r.statement, r.replaced_by, ? from unnest(?, ?) as r (statement, replaced_by)
                on conflict (tenant, statement) do nothing""", tenant, at,
                Column.of("uuid", List.copyOf(replaced.keySet())),
                Column.of("uuid", List.copyOf(replaced.values())));
    }

    @Override
    public Set<UUID> lineIds(Transaction transaction, String tenant, Collection<UUID> ids) {
        return Set.copyOf(Sql.all(transaction, """
                select distinct line from bank_statement_line where tenant = ? and statement = any(?)""",
                row -> row.getObject("line", UUID.class), tenant, Column.of("uuid", ids)));
    }

    @Override
    public Set<UUID> takenBack(Transaction transaction, String tenant, Collection<UUID> lines) {
        return Set.copyOf(Sql.all(transaction, """
                select line from bank_line_change where tenant = ? and line = any(?)
                 group by line having count(*) % 2 = 1""", row -> row.getObject("line", UUID.class), tenant,
                Column.of("uuid", lines)));
    }

    @Override
    public Map<UUID, Integer> noteStanding(Transaction transaction, String tenant, Collection<UUID> lines,
            Instant at) {
        return Sql.all(transaction, """
                insert into bank_line_change (tenant, line, ordinal, action, at)
                select ?, n.line, n.changes + 1, case when n.stands then 'restored' else 'taken-back' end, ?
                  from (select l.line, (select count(*) from bank_line_change c
                               where c.tenant = ? and c.line = l.line) as changes,
                           exists (select from bank_statement_line s where s.tenant = ? and s.line = l.line
                               and""" + " " + stands("s") + """
                ) as stands from unnest(?) as l (line)) n
                 where n.stands = (n.changes % 2 = 1) returning line, ordinal""",
                row -> Map.entry(row.getObject("line", UUID.class), row.getInt("ordinal")), tenant, at,
                tenant, tenant, Column.of("uuid", lines))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public List<Shown> around(Transaction transaction, String tenant, String iban, Collection<LocalDate> ends,
            Collection<LocalDate> booked) {
        var edges = Column.of("date", ends);
        return Sql.all(transaction, """
                select s.*, array(select line from bank_statement_line l where l.tenant = s.tenant
                       and l.statement = s.statement) as lines
                  from bank_statement s where s.tenant = ? and s.iban = ? and s.statement in (
                    select statement from bank_statement
                     where tenant = ? and iban = ? and (opening_date = any(?) or closing_date = any(?))
                    union
                    select m.statement from bank_line l join bank_statement_line m using (tenant, line)
                     where l.tenant = ? and l.iban = ? and l.booking_date = any(?))""",
                row -> {
                    var currency = Currency.getInstance(row.getString("currency"));
                    return new Shown(readBalance(row, "opening", currency),
                            readBalance(row, "closing", currency),
                            Set.of((UUID[]) row.getArray("lines").getArray()));
                }, tenant, iban, tenant, iban, edges, edges, tenant, iban, Column.of("date", booked));
    }

    @Override
    public List<UUID> keep(Transaction transaction, String tenant, UUID file, String sha256,
            Instant importedAt,
            List<Arrival> arrivals) {
        Sql.run(transaction, """
                insert into statement_file (tenant, file, sha256, imported_at) values (?, ?, ?, ?)
                on conflict (tenant, file) do nothing""", tenant, file, sha256, importedAt);
        var fresh = new ArrayList<UUID>();
        for (Arrival arrival : arrivals) {
            keepStatement(transaction, tenant, file, arrival);
            fresh.addAll(keepLines(transaction, tenant, arrival.lines()));
            Sql.run(transaction, """
                    insert into bank_statement_line (tenant, statement, line)
                    select ?, ?, l from unnest(?) as l on conflict do nothing""", tenant,
                    arrival.statement().id(), new Columns<>(arrival.lines()).of("uuid", KeptBankLine::id));
        }
        return fresh;
    }

    private static void keepStatement(Transaction transaction, String tenant, UUID file,
            Arrival arrival) {
        var statement = arrival.statement();
        var issue = arrival.issue();
        var opening = statement.opening();
        var closing = statement.closing();
        Sql.run(transaction,
                """
                        insert into bank_statement (tenant, statement, file, iban, reference, sequence, currency,
                            opening_minor, opening_date, closing_minor, closing_date, booked_minor, line_count, imported_at,
                            electronic_number, legal_number, created, copy_indicator, is_whole, content)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant, statement) do nothing""",
                tenant, statement.id(), file, statement.iban(), statement.reference(), statement.sequence(),
                statement.booked().currency().getCurrencyCode(),
                opening == null ? null : opening.amount().minor(), opening == null ? null : opening.date(),
                closing == null ? null : closing.amount().minor(), closing == null ? null : closing.date(),
                statement.booked().minor(), statement.lineCount(), statement.importedAt(),
                issue.electronicNumber(), issue.legalNumber(), issue.created(), issue.copy(), issue.whole(),
                arrival.content());
    }

    private static List<UUID> keepLines(Transaction transaction, String tenant, List<KeptBankLine> lines) {
        var rows = new Columns<>(lines);
        return Sql.all(transaction,
                """
                        insert into bank_line (tenant, line, iban, currency, amount_minor, booking_date, value_date, status,
                            reversal, servicer_reference, end_to_end, remittance, transactions)
                        select ?, l.* from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as l
                        on conflict (tenant, line) do nothing returning line""",
                row -> row.getObject("line", UUID.class), tenant, rows.of("uuid", KeptBankLine::id),
                rows.of("text", KeptBankLine::iban),
                rows.of("text", l -> l.line().amount().currency().getCurrencyCode()),
                rows.of("int8", l -> l.line().amount().minor()), rows.of("date", l -> l.line().bookingDate()),
                rows.of("date", l -> l.line().valueDate()),
                rows.of("text", l -> l.line().status().wireName()),
                rows.of("bool", l -> l.line().reversal()), rows.of("text", l -> l.line().servicerReference()),
                rows.of("text", l -> String.join("\n", l.line().endToEnd())),
                rows.of("text", l -> l.line().remittance()), rows.of("int4", l -> l.line().transactions()));
    }

    @Override
    public List<KeptStatement> statements(Transaction transaction, String tenant,
            Collection<UUID> statements) {
        return Sql.all(transaction,
                STATEMENTS + "s.statement = any(?) order by s.iban, s.opening_date, s.statement",
                SqlStatements::readStatement, tenant, Column.of("uuid", statements));
    }

    @Override
    public List<KeptStatement> list(Transaction transaction, String tenant, @Nullable UUID after, int limit) {
        return Sql.all(transaction, STATEMENTS + "s.statement > ? order by s.statement limit ?",
                SqlStatements::readStatement, tenant, after == null ? BEFORE_ALL : after, limit);
    }

    @Override
    public List<KeptStatement> showing(Transaction transaction, String tenant, Collection<UUID> lines) {
        return Sql.all(transaction, STATEMENTS + """
                r.statement is null and
                s.statement in (select statement from bank_statement_line where tenant = ? and line = any(?))
                order by s.iban, s.opening_date, s.statement""", SqlStatements::readStatement, tenant, tenant,
                Column.of("uuid", lines));
    }

    @Override
    public List<KeptBankLine> linesIn(Transaction transaction, String tenant, UUID statement,
            @Nullable UUID after, int limit) {
        return Sql.all(transaction, LINES + """
                l.line in (select line from bank_statement_line where tenant = ? and statement = ?)
                and (?::uuid is null or (l.booking_date, l.line) > (select booking_date, line
                    from bank_line where tenant = ? and line = ?::uuid))""" + BY_DATE + " limit ?",
                SqlStatements::readLine, tenant, tenant, statement, after, tenant, after, limit);
    }

    @Override
    public List<KeptBankLine> lines(Transaction transaction, String tenant, Collection<UUID> lines) {
        return Sql.all(transaction, LINES + "l.line = any(?)" + BY_DATE, SqlStatements::readLine, tenant,
                Column.of("uuid", lines));
    }

    @Override
    public List<KeptBankLine> valued(Transaction transaction, String tenant, LocalDate from, LocalDate to) {
        return Sql.all(transaction,
                LINES + "not " + TAKEN_BACK + VALUED + BY_DATE, SqlStatements::readLine, tenant, from, to);
    }

    @Override
    public List<KeptBankLine> takenBackValued(Transaction transaction, String tenant, LocalDate from,
            LocalDate to) {
        return Sql.all(transaction, LINES + """
                l.line in (select c.line from bank_line_change c where c.tenant = ?
                   group by c.line having count(*) % 2 = 1)""" + VALUED + BY_DATE, SqlStatements::readLine,
                tenant, tenant, from, to);
    }

    private static KeptStatement readStatement(ResultSet row) throws SQLException {
        var currency = Currency.getInstance(row.getString("currency"));
        var opening = readBalance(row, "opening", currency);
        var closing = readBalance(row, "closing", currency);
        var before = readBalance(row, "before", currency);
        var booked = new Money(row.getLong("booked_minor"), currency);
        UUID replacedBy = row.getObject("replaced_by", UUID.class);
        return new KeptStatement(row.getObject("statement", UUID.class), row.getString("iban"),
                row.getString("reference"), row.getString("sequence"), opening, closing, booked,
                row.getInt("line_count"), Sql.instant(row, "imported_at"),
                replacedBy == null
                        ? KeptStatement.findings(before, opening, booked, closing, readMoved(row, currency))
                        : List.of(),
                replacedBy);
    }

    private static @Nullable Moved readMoved(ResultSet row, Currency currency) throws SQLException {
        Long due = row.getObject("due_minor", Long.class);
        return due == null
                ? null
                : new Moved(new Money(row.getLong("moved_minor"), currency), new Money(due, currency));
    }

    private static @Nullable Balance readBalance(ResultSet row, String which, Currency currency)
            throws SQLException {
        Long minor = row.getObject(which + "_minor", Long.class);
        return minor == null
                ? null
                : new Balance(new Money(minor, currency), row.getObject(which + "_date", LocalDate.class));
    }

    private static KeptBankLine readLine(ResultSet row) throws SQLException {
        var line = new BankLine(Money.of(row.getLong("amount_minor"), row.getString("currency")),
                row.getObject("booking_date", LocalDate.class), row.getObject("value_date", LocalDate.class),
                BankLine.Status.of(row.getString("status")),
                row.getBoolean("reversal"), row.getString("servicer_reference"),
                row.getString("end_to_end").lines().toList(), row.getString("remittance"),
                row.getInt("transactions"));
        return new KeptBankLine(row.getObject("line", UUID.class), row.getString("iban"),
                row.getString("legal_entity"), line);
    }
}
