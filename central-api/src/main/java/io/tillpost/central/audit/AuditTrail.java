package io.tillpost.central.audit;

import io.tillpost.central.database.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The trail: rows are added and read, never changed.
public interface AuditTrail {
    /// A row with its place in the trail.
    record Row(long id, AuditEntry entry) {}

    /// Which rows are asked for.
    ///
    /// @param client of this OAuth client alone
    /// @param operation of this operation alone
    /// @param before older than this row
    record Question(String tenant, @Nullable String client, @Nullable String operation,
            @Nullable Long before) {}

    /// Adds a row.
    void append(Transaction transaction, AuditEntry entry);

    /// Up to `limit` rows, newest first.
    List<Row> rows(Transaction transaction, Question question, int limit);
}
