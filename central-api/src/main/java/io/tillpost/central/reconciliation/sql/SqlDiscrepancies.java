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
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
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
    public List<Discrepancy> ofDay(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        return Sql.all(transaction, SELECT + "store = ? and business_date = ? order by discrepancy",
                SqlDiscrepancies::read, tenant, store, businessDate);
    }

    @Override
    public List<Discrepancy> atBank(Transaction transaction, String tenant, Collection<UUID> payouts) {
        return Sql.all(transaction, SELECT + "payout = any(?) and bank_line is not null order by discrepancy",
                SqlDiscrepancies::read, tenant, Column.of("uuid", payouts));
    }

    @Override
    public List<Discrepancy> ofPayment(Transaction transaction, String tenant, UUID payment) {
        return Sql.all(transaction, SELECT + "payment = ? order by opened_at, discrepancy",
                SqlDiscrepancies::read, tenant, payment);
    }

    @Override
    public void save(Transaction transaction, String tenant, List<Change> changes) {
        for (Change change : changes) {
            saveOne(transaction, tenant, change.discrepancy());
            Sql.run(transaction, """
                    insert into discrepancy_event (tenant, discrepancy, ordinal, action, by_whom, reason, at)
                    select ?, ?, count(*) + 1, ?, ?, ?, ? from discrepancy_event
                     where tenant = ? and discrepancy = ?""", tenant, change.discrepancy().id(),
                    change.action(), change.by(), change.reason(), change.at(), tenant,
                    change.discrepancy().id());
        }
    }

    private static void saveOne(Transaction transaction, String tenant, Discrepancy discrepancy) {
        var expected = discrepancy.expected();
        var actual = discrepancy.actual();
        String currency = Stream.of(Optional.ofNullable(expected), Optional.ofNullable(actual))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow()
                .currency()
                .getCurrencyCode();
        Sql.run(transaction,
                """
                        insert into discrepancy (tenant, discrepancy, class, subject, state, store, business_date, payment,
                            settlement_line, payout, bank_line, currency, expected_minor, actual_minor, detail, opened_at,
                            closed_at, closed_by, reason)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (tenant, discrepancy) do update set state = excluded.state, store = excluded.store,
                            business_date = excluded.business_date, payment = excluded.payment, payout = excluded.payout,
                            expected_minor = excluded.expected_minor, actual_minor = excluded.actual_minor,
                            detail = excluded.detail, closed_at = excluded.closed_at, closed_by = excluded.closed_by,
                            reason = excluded.reason""",
                tenant, discrepancy.id(), discrepancy.type().wireName(),
                discrepancy.subject(), discrepancy.state().wireName(), discrepancy.store(),
                discrepancy.businessDate(), discrepancy.payment(), discrepancy.settlementLine(),
                discrepancy.payout(), discrepancy.bankLine(), currency,
                expected == null ? null : expected.minor(),
                actual == null ? null : actual.minor(), discrepancy.detail(), discrepancy.openedAt(),
                discrepancy.closedAt(), discrepancy.closedBy(), discrepancy.reason());
    }

    private static Discrepancy read(ResultSet row) throws SQLException {
        var closedAt = row.getObject("closed_at", OffsetDateTime.class);
        return new Discrepancy(row.getObject("discrepancy", UUID.class),
                DiscrepancyClass.of(row.getString("class")).orElseThrow(),
                DiscrepancyState.of(row.getString("state")).orElseThrow(),
                row.getObject("subject", UUID.class),
                row.getString("store"), row.getObject("business_date", LocalDate.class),
                row.getObject("payment", UUID.class), row.getObject("settlement_line", UUID.class),
                row.getObject("payout", UUID.class), row.getObject("bank_line", UUID.class),
                money(row, "expected_minor"), money(row, "actual_minor"), row.getString("detail"),
                Sql.instant(row, "opened_at"), closedAt == null ? null : closedAt.toInstant(),
                row.getString("closed_by"), row.getString("reason"));
    }

    private static @Nullable Money money(ResultSet row, String column) throws SQLException {
        Long minor = row.getObject(column, Long.class);
        return minor == null ? null : Money.of(minor, row.getString("currency"));
    }
}
