package io.tillpost.central.catalog.sql;

import io.tillpost.central.catalog.CatalogFile;
import io.tillpost.central.catalog.CatalogVersion;
import io.tillpost.central.catalog.Catalogs;
import io.tillpost.central.database.CentralEpoch;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// [Catalogs] in PostgreSQL.
public final class SqlCatalogs implements Catalogs {
    private static final String SELECT = """
            select version, content_type, sha256, bytes, stores, created_at, client from catalog_version
             where tenant = ?\s""";

    @Override
    public CatalogVersion add(Transaction transaction, String tenant, CatalogFile file,
            @Nullable Collection<String> stores, String client, Instant createdAt) {
        long before = CentralEpoch.lastOfBefore(transaction);
        // The row is locked until the end of the transaction, so that versions are seen in their order.
        long version = Sql.one(transaction, """
                insert into catalog_counter as c (tenant, last_version) values (?, ? + 1)
                on conflict (tenant) do update set last_version = greatest(c.last_version, ?) + 1
                returning last_version""", row -> row.getLong(1), tenant, before, before);
        Sql.run(transaction, """
                insert into catalog_file (tenant, sha256, content) values (?, ?, ?)
                on conflict (tenant, sha256) do nothing""", tenant, file.sha256().toBytes(), file.content());
        var added = new CatalogVersion(version, file.contentType(), file.sha256(), file.content().length,
                stores == null ? null : List.copyOf(new TreeSet<>(stores)), createdAt, client);
        Sql.run(transaction, """
                insert into catalog_version (tenant, version, content_type, sha256, bytes, stores, created_at,
                    client)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", tenant, version, added.contentType(),
                added.sha256().toBytes(), added.bytes(), texts(added.stores()), createdAt, client);
        return added;
    }

    @Override
    public Optional<CatalogVersion> find(Transaction transaction, String tenant, long version,
            @Nullable Collection<String> shown) {
        return Sql.maybe(transaction,
                SELECT + "and version = ? and (stores is null or ?::text[] is null or stores && ?)",
                SqlCatalogs::read, tenant, version, texts(shown), texts(shown))
                .map(found -> found.seenBy(shown));
    }

    @Override
    public List<CatalogVersion> list(Transaction transaction, String tenant, @Nullable Long before,
            @Nullable Collection<String> shown, int limit) {
        return Sql.all(transaction, SELECT + """
                and version < ? and (stores is null or ?::text[] is null or stores && ?)
                order by version desc limit ?""", SqlCatalogs::read, tenant,
                before == null ? Long.MAX_VALUE : before, texts(shown), texts(shown), limit)
                .stream()
                .map(found -> found.seenBy(shown))
                .toList();
    }

    @Override
    public Optional<CatalogVersion> newest(Transaction transaction, String tenant, String store) {
        return Sql.maybe(transaction, SELECT + """
                and (stores is null or ? = any(stores)) order by version desc limit 1""", SqlCatalogs::read,
                tenant, store);
    }

    @Override
    public byte[] content(Transaction transaction, String tenant, CatalogVersion version) {
        return Sql.one(transaction, "select content from catalog_file where tenant = ? and sha256 = ?",
                row -> row.getBytes(1), tenant, version.sha256().toBytes());
    }

    private static @Nullable Column texts(@Nullable Collection<String> values) {
        return values == null ? null : Column.of("text", values);
    }

    private static CatalogVersion read(ResultSet row) throws SQLException {
        Array stores = row.getArray("stores");
        return new CatalogVersion(row.getLong("version"), row.getString("content_type"),
                Hash.of(row.getBytes("sha256")), row.getInt("bytes"),
                stores == null ? null : List.of((String[]) stores.getArray()),
                Sql.instant(row, "created_at"), row.getString("client"));
    }
}
