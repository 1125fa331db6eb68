package io.tillpost.central.audit.sql;

import io.tillpost.central.audit.AuditEntry;
import io.tillpost.central.audit.AuditTrail;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The trail in the table `audit_entry`, which refuses every change.
public final class AuditTable implements AuditTrail {
    @Override
    public void append(Transaction transaction, AuditEntry entry) {
        Hash key = entry.idempotencyKey();
        Sql.run(transaction, """
                insert into audit_entry (at, tenant, client, method, route, operation, status, request_id,
                                         idempotency_key, remote, touched)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, entry.at(), entry.tenant(), entry.client(), entry.method(), entry.route(),
                entry.operation(), entry.status(), entry.requestId(), key == null ? null : key.toBytes(),
                entry.remote(), Sql.Column.of("text", entry.touched()));
    }

    @Override
    public List<Row> rows(Transaction transaction, Question question, int limit) {
        return Sql.all(transaction, """
                select id, at, tenant, client, method, route, operation, status, request_id, idempotency_key,
                       remote, touched
                from audit_entry
                where tenant = ? and (?::text is null or client = ?) and (?::text is null or operation = ?)
                  and (?::bigint is null or id < ?)
                order by id desc limit ?
                """, AuditTable::read, question.tenant(), question.client(), question.client(),
                question.operation(), question.operation(), question.before(), question.before(), limit);
    }

    private static Row read(ResultSet row) throws SQLException {
        byte[] key = row.getBytes("idempotency_key");
        return new Row(row.getLong("id"), new AuditEntry(Sql.instant(row, "at"), row.getString("tenant"),
                row.getString("client"), row.getString("method"), row.getString("route"),
                row.getString("operation"), row.getInt("status"), row.getString("request_id"),
                key == null ? null : Hash.of(key), row.getString("remote"),
                List.of((String[]) row.getArray("touched").getArray())));
    }
}
