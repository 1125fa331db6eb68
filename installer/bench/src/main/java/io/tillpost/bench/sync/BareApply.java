package io.tillpost.bench.sync;

import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The floor: writes rows that head office once wrote a second time, under other ids, by the set-based statements that
/// head office uses, one transaction for each batch, and with nothing around it: nothing is received, checked, read or
/// sealed, and what is written is known beforehand. A batch's journal and accounts are locked and balances moved, as they
/// must be. Safe for use by all threads.
final class BareApply {
    private static final long VERSION_7 = 0x7000L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VERSION_BITS = 0xf000L;
    private static final int BELOW_MILLIS = 16;
    private static final long BELOW_VARIANT = 0x3fff_ffff_ffff_ffffL;
    private static final String ENTRY_LINES = "entry_line";

    private final Database database;

    BareApply(Database database) {
        this.database = database;
    }

    /// How ids are changed, so that the same rows can be written again: later by so many milliseconds, as if they came in
    /// now, and different in their random part.
    record Shift(long millis, long mask) {
        UUID of(UUID id) {
            long version = id.getMostSignificantBits() & VERSION_BITS;
            long high = version == VERSION_7 || version == VERSION_8
                    ? id.getMostSignificantBits() + (millis << BELOW_MILLIS)
                    : id.getMostSignificantBits();
            return new UUID(high, id.getLeastSignificantBits() ^ (mask & BELOW_VARIANT));
        }

        private @Nullable Object of(@Nullable Object value) {
            return value instanceof UUID id ? of(id) : value;
        }
    }

    /// These rows under other ids, ready to be written.
    static List<AppliedRows> shifted(List<AppliedRows> batches, Shift shift) {
        return batches.stream().map(batch -> shifted(batch, shift)).toList();
    }

    private static AppliedRows shifted(AppliedRows batch, Shift shift) {
        var tables = new ArrayList<AppliedRows.Table>();
        for (AppliedRows.Table table : batch.tables()) {
            tables.add(new AppliedRows.Table(table.name(), table.columns()
                    .stream()
                    .map(column -> new AppliedRows.Column(column.name(), column.type(),
                            column.values().stream().<@Nullable Object>map(shift::of).toList()))
                    .toList()));
        }
        return new AppliedRows(shift.of(batch.journal()), batch.from(), batch.to(), batch.head(), tables,
                batch.moved());
    }

    /// Opens journals beside the ones that they came from.
    ///
    /// @param originals by the new ones
    void open(Map<UUID, UUID> originals) {
        database.inTransaction(transaction -> {
            long next = 1 + Sql.one(transaction,
                    "select coalesce(max(epoch), 0) from journal where tenant = ? and agent = 'floor'",
                    row -> row.getLong(1), HeadOffice.TENANT);
            for (Map.Entry<UUID, UUID> one : originals.entrySet()) {
                Sql.run(transaction,
                        """
                                insert into journal (tenant, journal, store, agent, lane, epoch, head_hash, welcomed_at)
                                select tenant, ?, store, 'floor', lane, ?, head_hash, welcomed_at from journal
                                 where tenant = ? and journal = ?""",
                        one.getKey(), next, HeadOffice.TENANT,
                        one.getValue());
                next++;
            }
            return true;
        });
    }

    /// Writes a batch. The sums by day stay as they are: they are no rows of the batch.
    void write(AppliedRows batch) {
        database.inTransaction(transaction -> {
            Sql.one(transaction, "select set_config('tillpost.sums_by_day', 'moved', true)",
                    row -> row.getString(1));
            Sql.all(transaction, "select head_seq from journal where tenant = ? and journal = ? for update",
                    row -> row.getLong(1), HeadOffice.TENANT, batch.journal());
            for (AppliedRows.Table table : batch.tables()) {
                if (table.name().equals("entry")) {
                    lockAccounts(transaction, batch);
                    insertEntries(transaction, table, lines(batch));
                    moveBalances(transaction, batch);
                } else if (!table.name().equals(ENTRY_LINES) && table.rows() > 0) {
                    insert(transaction, table);
                }
            }
            Sql.run(transaction,
                    "update journal set head_seq = ?, head_hash = ? where tenant = ? and journal = ?",
                    batch.to(), batch.head(), HeadOffice.TENANT, batch.journal());
            return true;
        });
    }

    private static AppliedRows.Table lines(AppliedRows batch) {
        return batch.tables().stream().filter(one -> one.name().equals(ENTRY_LINES)).findFirst()
                .orElseThrow();
    }

    private static void lockAccounts(Transaction transaction, AppliedRows batch) {
        Sql.all(transaction, """
                select true from account_balance where tenant = ? and account = any(?)
                 order by account for no key update""", row -> row.getBoolean(1), HeadOffice.TENANT,
                Sql.Column.of("int8", batch.moved().keySet()));
    }

    private static void moveBalances(Transaction transaction, AppliedRows batch) {
        Sql.run(transaction, """
                update account_balance b set balance_minor = b.balance_minor + m.amount
                  from unnest(?, ?) as m (account, amount)
                 where b.tenant = ? and b.account = m.account""",
                Sql.Column.of("int8", batch.moved().keySet()), Sql.Column.of("int8", batch.moved().values()),
                HeadOffice.TENANT);
    }

    /// An entry and its lines come in one statement: the tables' checks want it.
    private static void insertEntries(Transaction transaction, AppliedRows.Table entries,
            AppliedRows.Table lines) {
        if (entries.rows() == 0) {
            return;
        }
        var parameters = parameters(entries);
        parameters.addAll(parameters(lines));
        Sql.all(transaction, "with posted as (" + statement(entries) + " returning tenant, entry),"
                + " posted_line as (" + statement(lines) + ") select entry from posted",
                row -> row.getObject(1), parameters.toArray());
    }

    private static void insert(Transaction transaction, AppliedRows.Table table) {
        String again = table.name().equals("payment")
                ? " on conflict (tenant, attempt) do update set state = excluded.state,"
                        + " captured_minor = excluded.captured_minor"
                : "";
        Sql.run(transaction, statement(table) + again, parameters(table).toArray());
    }

    private static String statement(AppliedRows.Table table) {
        String names = table.columns().stream().map(AppliedRows.Column::name)
                .collect(Collectors.joining(", "));
        String marks = table.columns().stream().map(_ -> "?").collect(Collectors.joining(", "));
        return "insert into " + table.name() + " (tenant, " + names + ") select ?, r.* from unnest(" + marks
                + ") as r";
    }

    private static List<@Nullable Object> parameters(AppliedRows.Table table) {
        var parameters = new ArrayList<@Nullable Object>();
        parameters.add(HeadOffice.TENANT);
        table.columns().forEach(column -> parameters.add(Sql.Column.of(column.type(), column.values())));
        return parameters;
    }
}
