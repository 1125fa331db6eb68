package io.tillpost.bench.sync;

import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Tenancy;
import io.tillpost.protocol.journal.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What head office has, asked of its database as its node.
final class Books {
    private static final int ROWS_PER_BATCH = 1_000;

    private final Database database;

    Books(Database database) {
        this.database = database;
    }

    /// Committed events of all stores' journals.
    long events() {
        return heads().values().stream().mapToLong(Long::longValue).sum();
    }

    /// Places in journals.
    long positions() {
        return Tenancy.of(HeadOffice.TENANT, () -> database.inTransaction(transaction -> Sql.one(transaction,
                "select count(*) from journal_position where tenant = ?", row -> row.getLong(1),
                HeadOffice.TENANT)));
    }

    /// Events in the database, whoever wrote them.
    long allEvents() {
        return Tenancy.of(HeadOffice.TENANT, () -> database.inTransaction(transaction -> Sql.one(transaction,
                "select count(*) from event where tenant = ?", row -> row.getLong(1), HeadOffice.TENANT)));
    }

    /// How far each journal is.
    Map<UUID, Long> heads() {
        var heads = new HashMap<UUID, Long>();
        Tenancy.of(HeadOffice.TENANT, () -> database.inTransaction(transaction -> Sql.all(transaction,
                "select journal, head_seq from journal where tenant = ? and agent <> 'floor'",
                row -> heads.put(row.getObject(1, UUID.class), row.getLong(2)), HeadOffice.TENANT)));
        return heads;
    }

    /// Rows in quarantine.
    long quarantined() {
        return Tenancy.of(HeadOffice.TENANT, () -> database.inTransaction(transaction -> Sql.one(transaction,
                "select count(*) from quarantine where tenant = ?", row -> row.getLong(1),
                HeadOffice.TENANT)));
    }

    /// What was written since, in batches of 1,000.
    ///
    /// @param since how far each journal was
    List<AppliedRows> writtenSince(Map<UUID, Long> since) {
        return Tenancy.of(HeadOffice.TENANT, () -> {
            var batches = new ArrayList<AppliedRows>();
            heads().forEach((journal, head) -> {
                for (long from = since.getOrDefault(journal, 0L) + 1; from <= head; from += ROWS_PER_BATCH) {
                    long to = Math.min(head, from + ROWS_PER_BATCH - 1);
                    batches.add(AppliedRows.read(database, journal, from, to, hashAt(journal, to).toBytes()));
                }
            });
            return batches;
        });
    }

    private Hash hashAt(UUID journal, long seq) {
        return database.inTransaction(transaction -> Sql.one(transaction,
                "select hash from journal_position where tenant = ? and journal = ? and seq = ?",
                row -> Hash.of(row.getBytes(1)), HeadOffice.TENANT, journal, seq));
    }
}
