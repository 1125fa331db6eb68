package io.tillpost.central.shift.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.shift.KeptZ;
import io.tillpost.central.shift.ZReports;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [ZReports] in PostgreSQL.
public final class SqlZReports implements ZReports {
    private static final String SELECT = """
            select event, store, till, shift, business_date, occurred_at, report from z_report
             where tenant = ? and\s""";

    @Override
    public void save(Transaction transaction, String tenant, List<KeptZ> reports) {
        for (KeptZ z : reports) {
            Sql.run(transaction,
                    """
                            insert into z_report (tenant, event, store, till, shift, number, business_date, occurred_at, report)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)""",
                    tenant, z.event(), z.store(), z.till(),
                    z.shift(), z.report().number(), z.businessDate(), z.occurredAt(),
                    new String(Json.write(z.report()), UTF_8));
        }
    }

    @Override
    public List<KeptZ> ofDay(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            LocalDate businessDate) {
        Column column = stores == null ? null : Column.of("text", stores);
        return Sql.all(transaction, SELECT + """
                business_date = ? and (?::text[] is null or store = any(?::text[]))
                 order by store, till, number, event""", SqlZReports::read, tenant, businessDate, column,
                column);
    }

    @Override
    public List<KeptZ> numbered(Transaction transaction, String tenant, String store, String till,
            long number) {
        return Sql.all(transaction, SELECT + "store = ? and till = ? and number = ? order by event",
                SqlZReports::read, tenant, store, till, number);
    }

    @Override
    public Optional<KeptZ> lastBefore(Transaction transaction, String tenant, String store, String till,
            long number) {
        return Sql.all(transaction, SELECT + """
                store = ? and till = ? and number < ? order by number desc, event limit 1""",
                SqlZReports::read, tenant, store, till, number).stream().findFirst();
    }

    @Override
    public List<KeptZ> ofShifts(Transaction transaction, String tenant, String store, String till,
            long upTo) {
        return Sql.all(transaction, """
                select distinct on (shift) event, store, till, shift, business_date, occurred_at, report
                  from z_report
                 where tenant = ? and store = ? and till = ? and number <= ?
                 order by shift, number desc, event""", SqlZReports::read, tenant, store, till, upTo);
    }

    private static KeptZ read(ResultSet row) throws SQLException {
        return new KeptZ(row.getObject("event", UUID.class), row.getString("store"), row.getString("till"),
                row.getObject("shift", UUID.class), row.getObject("business_date", LocalDate.class),
                Sql.instant(row, "occurred_at"),
                Json.read(row.getString("report").getBytes(UTF_8), ZReported.class));
    }
}
