package io.tillpost.central.idempotency.sql;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Timeouts;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.idempotency.Fingerprint;
import io.tillpost.central.idempotency.IdempotencyKey;
import io.tillpost.central.idempotency.KeptAnswer;
import io.tillpost.central.idempotency.KeptAnswers;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Answers in the table `idempotency_record`.
public final class KeptAnswerTable implements KeptAnswers {
    /// PostgreSQL, appendix A: lock_not_available.
    private static final String LOCK_TIMEOUT = "55P03";
    /// Keeps our advisory locks apart from anyone else's.
    private static final String LOCK_SPACE = "tillpost idempotency ";

    private final Vault vault;

    /// @param vault seals the bodies: they say what a caller has asked for
    public KeptAnswerTable(Vault vault) {
        this.vault = vault;
    }

    @Override
    public boolean lock(Transaction transaction, String tenant, IdempotencyKey key, Duration patience) {
        String name = LOCK_SPACE + tenant + "\n" + key.value();
        boolean free = Sql.one(transaction, "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                row -> row.getBoolean(1), name);
        return free || waitForLock(transaction, name, patience);
    }

    private static boolean waitForLock(Transaction transaction, String name, Duration patience) {
        try {
            return Timeouts.ofLocks(transaction, patience, () -> {
                Sql.lock(transaction, name);
                return true;
            });
        } catch (DatabaseException e) {
            if (LOCK_TIMEOUT.equals(e.sqlState())) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<KeptAnswer> find(Transaction transaction, String tenant, IdempotencyKey key) {
        return Sql.maybe(transaction,
                """
                        select tenant, key, fingerprint, parts, client, stores, status, content_type, headers, body, body_key,
                               request_id, recorded_at
                        from idempotency_record where tenant = ? and key = ?
                        """,
                this::read, tenant, key.value());
    }

    @Override
    public void add(Transaction transaction, KeptAnswer answer) {
        byte[] body = vault.seal(answer.body(), place(answer.tenant(), answer.key().value()));
        Sql.run(transaction, """
                insert into idempotency_record (tenant, key, fingerprint, parts, client, stores, status,
                                                content_type, headers, body, body_key, request_id,
                                                recorded_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, answer.tenant(), answer.key().value(), answer.request().value().toBytes(),
                json(answer.request().parts()), answer.client(),
                answer.stores() == null ? null : Sql.Column.of("text", answer.stores()), answer.status(),
                answer.contentType(), json(answer.headers()), body, KeyedVault.keyOf(body),
                answer.requestId(), answer.at());
    }

    @Override
    public void mark(Transaction transaction) {
        execute(transaction, "savepoint command");
    }

    @Override
    public void undoToMark(Transaction transaction) {
        execute(transaction, "rollback to savepoint command");
    }

    private KeptAnswer read(ResultSet row) throws SQLException {
        Array stores = row.getArray("stores");
        var request = new Fingerprint(Hash.of(row.getBytes("fingerprint")), map(row.getString("parts")));
        return new KeptAnswer(row.getString("tenant"), new IdempotencyKey(row.getString("key")), request,
                row.getString("client"), stores == null ? null : Set.of((String[]) stores.getArray()),
                row.getInt("status"), row.getString("content_type"), map(row.getString("headers")),
                body(row), row.getString("request_id"), Sql.instant(row, "recorded_at"));
    }

    /// In clear if it is from before there was a vault.
    private byte[] body(ResultSet row) throws SQLException {
        byte[] kept = row.getBytes("body");
        return row.getObject("body_key") == null
                ? kept
                : vault.open(kept, place(row.getString("tenant"), row.getString("key")));
    }

    static byte[] place(String tenant, String key) {
        return ("idempotency_record/" + tenant + "/" + key).getBytes(StandardCharsets.UTF_8);
    }

    private static String json(Map<String, String> map) {
        return new String(Json.write(map), StandardCharsets.UTF_8);
    }

    private static SortedMap<String, String> map(String json) {
        var map = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> field : Json.readTree(json.getBytes(StandardCharsets.UTF_8))
                .properties()) {
            map.put(field.getKey(), field.getValue().textValue());
        }
        return map;
    }

    private static void execute(Transaction transaction, String sql) {
        try (Statement statement = Database.connection(transaction).createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
