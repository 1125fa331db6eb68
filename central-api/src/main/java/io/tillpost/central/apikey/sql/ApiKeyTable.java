package io.tillpost.central.apikey.sql;

import io.tillpost.central.apikey.ApiKey;
import io.tillpost.central.apikey.ApiKeys;
import io.tillpost.central.apikey.KeySecret.Mode;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keys in the tables `api_key` and `api_key_secret`.
public final class ApiKeyTable implements ApiKeys {
    private static final String COLUMNS = """
            select key_id, tenant, mode, title, scopes, stores, created_at, created_by, expires_at, disabled_at,
                   last_used_at
            from api_key
            """;

    @Override
    public Optional<ApiKey> find(Transaction transaction, String id) {
        return Sql.maybe(transaction, COLUMNS + "where key_id = ?", ApiKeyTable::read, id)
                .map(key -> withSecrets(transaction, key));
    }

    @Override
    public Optional<ApiKey> lock(Transaction transaction, String id) {
        return Sql.maybe(transaction, COLUMNS + "where key_id = ? for update", ApiKeyTable::read, id)
                .map(key -> withSecrets(transaction, key));
    }

    @Override
    public List<ApiKey> list(Transaction transaction, String tenant, @Nullable Set<String> stores,
            String after, int limit) {
        Sql.Column shown = stores == null ? null : column(stores);
        return Sql.all(transaction, COLUMNS + """
                where tenant = ? and key_id collate "C" > ? and (?::text[] is null or stores <@ ?::text[])
                order by key_id collate "C" limit ?
                """, ApiKeyTable::read, tenant, after, shown, shown, limit)
                .stream()
                .map(key -> withSecrets(transaction, key))
                .toList();
    }

    @Override
    public void add(Transaction transaction, ApiKey key) {
        Sql.run(transaction,
                """
                        insert into api_key (key_id, tenant, mode, title, scopes, stores, created_at, created_by, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                key.id(), key.tenant(), key.mode().text(), key.title(), column(key.scopes()),
                key.stores() == null ? null : column(key.stores()), key.createdAt(), key.createdBy(),
                key.expiresAt());
        key.secrets().forEach(secret -> insert(transaction, key, secret));
    }

    @Override
    public void addSecret(Transaction transaction, ApiKey key, ApiKey.Kept secret, Instant othersEndAt) {
        Sql.run(transaction, """
                delete from api_key_secret where key_id = ? and (ends_at <= ? or secret_hash not in (
                    select secret_hash from api_key_secret where key_id = ?
                    order by created_at desc, secret_hash limit ?))
                """, key.id(), secret.createdAt(), key.id(), ApiKey.MOST_SECRETS - 1);
        Sql.run(transaction, """
                update api_key_secret set ends_at = least(coalesce(ends_at, ?), ?) where key_id = ?
                """, othersEndAt, othersEndAt, key.id());
        insert(transaction, key, secret);
    }

    @Override
    public void disable(Transaction transaction, String id, Instant now) {
        Sql.run(transaction,
                "update api_key set disabled_at = coalesce(disabled_at, ?) where key_id = ?", now, id);
    }

    @Override
    public void noteUse(Transaction transaction, String id, Instant now) {
        Sql.run(transaction, """
                update api_key set last_used_at = ?
                where key_id = ? and (last_used_at is null or last_used_at <= ? - interval '1 minute')
                """, now, id, now);
    }

    private static void insert(Transaction transaction, ApiKey key, ApiKey.Kept secret) {
        Sql.run(transaction, """
                insert into api_key_secret (key_id, tenant, secret_hash, created_at, ends_at)
                values (?, ?, ?, ?, ?)
                """, key.id(), key.tenant(), secret.hash().toBytes(), secret.createdAt(), secret.endsAt());
    }

    private static ApiKey withSecrets(Transaction transaction, ApiKey key) {
        List<ApiKey.Kept> secrets = Sql.all(transaction, """
                select secret_hash, created_at, ends_at from api_key_secret where key_id = ?
                order by created_at desc, secret_hash
                """, row -> new ApiKey.Kept(Hash.of(row.getBytes("secret_hash")),
                Sql.instant(row, "created_at"), Sql.maybeInstant(row, "ends_at")), key.id());
        return new ApiKey(key.tenant(), key.id(), key.mode(), key.title(), key.scopes(), key.stores(),
                key.createdAt(), key.createdBy(), key.expiresAt(), key.disabledAt(), key.lastUsedAt(),
                secrets);
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        Array stores = row.getArray("stores");
        return new ApiKey(row.getString("tenant"), row.getString("key_id"),
                Mode.of(row.getString("mode")).orElseThrow(), row.getString("title"),
                set(row.getArray("scopes")), stores == null ? null : set(stores),
                Sql.instant(row, "created_at"), row.getString("created_by"),
                Sql.maybeInstant(row, "expires_at"),
                Sql.maybeInstant(row, "disabled_at"), Sql.maybeInstant(row, "last_used_at"), List.of());
    }

    private static Sql.Column column(Set<String> values) {
        return Sql.Column.of("text", values.stream().sorted().toList());
    }

    private static Set<String> set(Array array) throws SQLException {
        return Set.of((String[]) array.getArray());
    }
}
