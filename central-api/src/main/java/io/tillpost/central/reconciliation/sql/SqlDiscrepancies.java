package io.tillpost.central.reconciliation.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.reconciliation.Discrepancies;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.DiscrepancyClass;
import io.tillpost.central.reconciliation.DiscrepancyState;
import io.tillpost.protocol.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// [Discrepancies] in PostgreSQL.
public final class SqlDiscrepancies implements Discrepancies {
    private static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final String SELECT = """
            select discrepancy, class, subject, state, store, business_date, payment, settlement_line, payout, bank_line,
                   currency, expected_minor, actual_minor, detail, opened_at, closed_at, closed_by, reason
              from discrepancy where tenant = ? and\s""";

    @Override
    public List<Discrepancy> about(Transaction transaction, String tenant, Collection<UUID> subjects) {
        return Sql.all(transaction, SELECT + "subject = any(?)", SqlDiscrepancies::read, tenant,
                Column.of("uuid", subjects));
    }

    @Override
    public Optional<Discrepancy> find(Transaction transaction, String tenant, UUID discrepancy) {
        return Sql.maybe(transaction, SELECT + "discrepancy = ?", SqlDiscrepancies::read, tenant,
                discrepancy);
    }

    @Override
    public List<Discrepancy> list(Transaction transaction, String tenant, @Nullable DiscrepancyState state,
            @Nullable DiscrepancyClass type, @Nullable UUID after, int limit) {
        String stateName = state == null ? null : state.wireName();
        String className = type == null ? null : type.wireName();
        return Sql.all(transaction,
                SELECT + """
                        discrepancy > ? and (?::text is null or state = ?::text) and (?::text is null or class = ?::text)
                        order by discrepancy limit ?""",
                SqlDiscrepancies::read, tenant,
                after == null ? BEFORE_ALL : after, stateName, stateName, className, className, limit);
    }

    @Override
    public List<Discrepancy> naming(Transaction transaction, String tenant,
            Collection<UUID> settlementLines) {
        return Sql.all(transaction, SELECT + """
                state = 'resolved' and class = 'unconfirmed-attestation' and settlement_line = any(?)
                 order by discrepancy""", SqlDiscrepancies::read, tenant,
                Column.of("uuid", settlementLines));
    }

    @Override
    public List<Discrepancy> ofDay(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        return Sql.all(transaction, SELECT + "store = ? and business_date = ? order by discrepancy",
                SqlDiscrepancies::read, tenant, store, businessDate);
    }

    @Override
    public List<Discrepancy> atBank(Transaction transaction, String tenant, Collection<UUID> payouts) {
        return Sql.all(transaction, SELECT
                + "payout = any(?) and (bank_line is not null or subject = payout) order by discrepancy",
                SqlDiscrepancies::read, tenant, Column.of("uuid", payouts));
    }

    @Override
    public List<Discrepancy> ofPayment(Transaction transaction, String tenant, UUID payment) {
        return Sql.all(transaction, SELECT + "payment = ? order by opened_at, discrepancy",
                SqlDiscrepancies::read, tenant, payment);
    }

    @Override
    public void save(Transaction transaction, String tenant, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        saveThem(transaction, tenant, changes.stream().map(Change::discrepancy).toList());
        Sql.run(transaction, """
                insert into discrepancy_event (tenant, discrepancy, ordinal, action, by_whom, reason, at)
                select ?, c.discrepancy, (select count(*) + 1 from discrepancy_event e
                    where e.tenant = ? and e.discrepancy = c.discrepancy), c.action, c.by_whom, c.reason, c.at
                  from unnest(?, ?, ?, ?, ?) as c (discrepancy, action, by_whom, reason, at)""", tenant,
                tenant,
                column("uuid", changes, change -> change.discrepancy().id()),
                column("text", changes, Change::action), column("text", changes, Change::by),
                column("text", changes, Change::reason), column("timestamptz", changes, Change::at));
    }

    private static void saveThem(Transaction transaction, String tenant, List<Discrepancy> all) {
        Sql.run(transaction,
                """
                        insert into discrepancy (tenant, discrepancy, class, subject, state, store, business_date, payment,
                            settlement_line, payout, bank_line, currency, expected_minor, actual_minor, detail, opened_at,
                            closed_at, closed_by, reason)
                        select ?, d.* from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as d
                        on conflict (tenant, discrepancy) do update set state = excluded.state, store = excluded.store,
                            business_date = excluded.business_date, payment = excluded.payment, payout = excluded.payout,
                            settlement_line = excluded.settlement_line,
                            expected_minor = excluded.expected_minor, actual_minor = excluded.actual_minor,
                            detail = excluded.detail, closed_at = excluded.closed_at, closed_by = excluded.closed_by,
                            reason = excluded.reason""",
                tenant, column("uuid", all, Discrepancy::id),
                column("text", all, one -> one.type().wireName()), column("uuid", all, Discrepancy::subject),
                column("text", all, one -> one.state().wireName()), column("text", all, Discrepancy::store),
                column("date", all, Discrepancy::businessDate), column("uuid", all, Discrepancy::payment),
                column("uuid", all, Discrepancy::settlementLine), column("uuid", all, Discrepancy::payout),
                column("uuid", all, Discrepancy::bankLine), column("text", all, SqlDiscrepancies::currency),
                column("int8", all, one -> minor(one.expected())),
                column("int8", all, one -> minor(one.actual())),
                column("text", all, Discrepancy::detail), column("timestamptz", all, Discrepancy::openedAt),
                column("timestamptz", all, Discrepancy::closedAt), column("text", all, Discrepancy::closedBy),
                column("text", all, Discrepancy::reason));
    }

    private static <T> Column column(String type, List<T> rows, Function<T, @Nullable Object> part) {
        var values = new ArrayList<@Nullable Object>(rows.size());
        rows.forEach(row -> values.add(part.apply(row)));
        return Column.of(type, values);
    }

    private static @Nullable Long minor(@Nullable Money amount) {
        return amount == null ? null : amount.minor();
    }

    /// A discrepancy has one side at least.
    private static String currency(Discrepancy discrepancy) {
        Money side = discrepancy.expected() == null ? discrepancy.actual() : discrepancy.expected();
        return Objects.requireNonNull(side, "expected or actual").currency().getCurrencyCode();
    }

    private static Discrepancy read(ResultSet row) throws SQLException {
        return new Discrepancy(row.getObject("discrepancy", UUID.class),
                DiscrepancyClass.of(row.getString("class")).orElseThrow(),
                DiscrepancyState.of(row.getString("state")).orElseThrow(),
                row.getObject("subject", UUID.class),
                row.getString("store"), row.getObject("business_date", LocalDate.class),
                row.getObject("payment", UUID.class), row.getObject("settlement_line", UUID.class),
                row.getObject("payout", UUID.class), row.getObject("bank_line", UUID.class),
                money(row, "expected_minor"), money(row, "actual_minor"), row.getString("detail"),
                Sql.instant(row, "opened_at"), Sql.maybeInstant(row, "closed_at"),
                row.getString("closed_by"), row.getString("reason"));
    }

    private static @Nullable Money money(ResultSet row, String column) throws SQLException {
        Long minor = row.getObject(column, Long.class);
        return minor == null ? null : Money.of(minor, row.getString("currency"));
    }
}
