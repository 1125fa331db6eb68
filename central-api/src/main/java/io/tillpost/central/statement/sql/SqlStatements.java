package io.tillpost.central.statement.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.statement.BankAccount;
import io.tillpost.central.statement.BankLine;
import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptStatement;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Statements] in PostgreSQL.
public final class SqlStatements implements Statements {
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    /// Each with the closing balance of the statement before: of the last day before its own, or of its own day where a
    /// bank sends several a day; of several the one that fits. The opening balance of a day is dated that day or the one
    /// before, as banks do it, which a longer statement beside shorter ones does not tell: where another one begins with the
    /// same balance and closes sooner, both may be meant.
    private static final String STATEMENTS = """
            select s.*, before.closing_minor as before_minor, before.closing_date as before_date
              from bank_statement s
              left join lateral (select b.closing_minor, b.closing_date from bank_statement b
                 where b.tenant = s.tenant and b.iban = s.iban and b.statement <> s.statement
                   and b.closing_date <= s.opening_date
                   and b.closing_date >= (select max(c.closing_date) from bank_statement c
                      where c.tenant = s.tenant and c.iban = s.iban and c.closing_date <= s.opening_date
                        and c.closing_date < s.closing_date
                        and (c.closing_date < s.opening_date or not exists (select from bank_statement n
                           where n.tenant = s.tenant and n.iban = s.iban and n.opening_date = s.opening_date
                             and n.opening_minor = s.opening_minor and n.closing_date < s.closing_date)))
                 order by b.closing_minor = s.opening_minor desc, b.closing_date desc, b.statement limit 1)
                before on true
             where s.tenant = ? and\s""";
    private static final String LINES = """
            select l.*, a.legal_entity from bank_line l join bank_account a using (tenant, iban)
             where l.tenant = ? and\s""";
    private static final String BY_DATE = " order by l.booking_date, l.line";

    @Override
    public boolean save(Transaction transaction, String tenant, BankAccount account) {
        return Sql.run(transaction,
                """
                        insert into bank_account as b (tenant, iban, legal_entity, currency, name) values (?, ?, ?, ?, ?)
                        on conflict (tenant, iban) do update set name = excluded.name
                         where b.legal_entity = excluded.legal_entity and b.currency = excluded.currency""",
                tenant,
                account.iban(), account.legalEntity(), account.currency().getCurrencyCode(),
                account.name()) == 1;
    }

    @Override
    public Optional<BankAccount> accountToChange(Transaction transaction, String tenant, String iban) {
        Sql.one(transaction, "select pg_advisory_xact_lock(hashtextextended(?, 0))", _ -> true,
                "bank account " + tenant + "/" + iban);
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
    public List<Shown> closingOn(Transaction transaction, String tenant, String iban, LocalDate date) {
        return Sql.all(transaction, """
                select s.*, array(select line from bank_statement_line l where l.tenant = s.tenant
                       and l.statement = s.statement) as lines
                  from bank_statement s where s.tenant = ? and s.iban = ? and s.closing_date = ?""",
                row -> {
                    var currency = Currency.getInstance(row.getString("currency"));
                    return new Shown(readBalance(row, "opening", currency),
                            readBalance(row, "closing", currency),
                            Set.of((UUID[]) row.getArray("lines").getArray()));
                }, tenant, iban, date);
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
            keepStatement(transaction, tenant, file, arrival.statement());
            fresh.addAll(keepLines(transaction, tenant, arrival.lines()));
            Sql.run(transaction, """
                    insert into bank_statement_line (tenant, statement, line)
                    select ?, ?, l from unnest(?) as l on conflict do nothing""", tenant,
                    arrival.statement().id(), new Columns<>(arrival.lines()).of("uuid", KeptBankLine::id));
        }
        return fresh;
    }

    private static void keepStatement(Transaction transaction, String tenant, UUID file,
            KeptStatement statement) {
        var opening = statement.opening();
        var closing = statement.closing();
        Sql.run(transaction,
                """
                        insert into bank_statement (tenant, statement, file, iban, reference, sequence, currency,
                            opening_minor, opening_date, closing_minor, closing_date, booked_minor, line_count, imported_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant, statement) do nothing""",
                tenant, statement.id(), file, statement.iban(), statement.reference(), statement.sequence(),
                statement.booked().currency().getCurrencyCode(),
                opening == null ? null : opening.amount().minor(), opening == null ? null : opening.date(),
                closing == null ? null : closing.amount().minor(), closing == null ? null : closing.date(),
                statement.booked().minor(), statement.lineCount(), statement.importedAt());
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
                LINES + "l.status = 'booked' and coalesce(l.value_date, l.booking_date) between ? and ?"
                        + BY_DATE,
                SqlStatements::readLine, tenant, from, to);
    }

    private static KeptStatement readStatement(ResultSet row) throws SQLException {
        var currency = Currency.getInstance(row.getString("currency"));
        var opening = readBalance(row, "opening", currency);
        var closing = readBalance(row, "closing", currency);
        var before = readBalance(row, "before", currency);
        var booked = new Money(row.getLong("booked_minor"), currency);
        return new KeptStatement(row.getObject("statement", UUID.class), row.getString("iban"),
                row.getString("reference"), row.getString("sequence"), opening, closing, booked,
                row.getInt("line_count"), Sql.instant(row, "imported_at"),
                KeptStatement.findings(before, opening, booked, closing));
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
