package io.tillpost.central.configuration.sql;

import io.tillpost.central.configuration.ConfigurationVersion;
import io.tillpost.central.configuration.Configurations;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// [Configurations] in PostgreSQL.
public final class SqlConfigurations implements Configurations {
    private static final String SELECT = """
            select version, sha256, octet_length(content) as bytes, rollback_to, created_at, client
              from store_configuration where tenant = ? and store = ?\s""";

    @Override
    public ConfigurationVersion add(Transaction transaction, String tenant, String store, byte[] document,
            Hash sha256, @Nullable Long rollbackTo, long above, String client, Instant now) {
        long version = 1 + Math.max(above,
                newest(transaction, tenant, store).map(ConfigurationVersion::version).orElse(0L));
        Sql.run(transaction, """
                insert into store_configuration (tenant, store, version, content, sha256, rollback_to,
                    created_at, client)
                values (?, ?, ?, ?, ?, ?, ?, ?)""", tenant, store, version, document, sha256.toBytes(),
                rollbackTo, now, client);
        Sql.run(transaction, """
                insert into store_configuration_head (tenant, store, version) values (?, ?, ?)
                on conflict (tenant, store) do update set version = excluded.version""", tenant, store,
                version);
        return new ConfigurationVersion(version, sha256, document.length, rollbackTo, now, client);
    }

    @Override
    public void lock(Transaction transaction, String tenant, String store) {
        Sql.lock(transaction, "configuration of " + tenant + "/" + store);
    }

    @Override
    public Optional<ConfigurationVersion> newest(Transaction transaction, String tenant, String store) {
        return Sql.maybe(transaction,
                SELECT + """
                        and version = (select version from store_configuration_head h where h.tenant = ? and h.store = ?)
                        """,
                SqlConfigurations::read, tenant, store, tenant, store);
    }

    @Override
    public Optional<ConfigurationVersion> find(Transaction transaction, String tenant, String store,
            long version) {
        return Sql.maybe(transaction, SELECT + "and version = ?", SqlConfigurations::read, tenant, store,
                version);
    }

    @Override
    public byte[] document(Transaction transaction, String tenant, String store, long version) {
        return Sql.one(transaction,
                "select content from store_configuration where tenant = ? and store = ? and version = ?",
                row -> row.getBytes(1), tenant, store, version);
    }

    @Override
    public List<ConfigurationVersion> list(Transaction transaction, String tenant, String store,
            @Nullable Long before, int limit) {
        return Sql.all(transaction, SELECT + "and version < ? order by version desc limit ?",
                SqlConfigurations::read, tenant, store, before == null ? Long.MAX_VALUE : before, limit);
    }

    @Override
    public List<StoreName> toPublish(Transaction transaction, int limit) {
        return Sql.all(transaction, """
                select tenant, store from store_configuration_head where published < version
                 order by store limit ? for update skip locked""",
                row -> new StoreName(row.getString(1), row.getString(2)), limit);
    }

    @Override
    public void published(Transaction transaction, String tenant, String store, long version) {
        Sql.run(transaction,
                "update store_configuration_head set published = ? where tenant = ? and store = ?", version,
                tenant, store);
    }

    @Override
    public void reported(Transaction transaction, String tenant, String store, String agent, long version,
            Instant now) {
        Sql.run(transaction, """
                insert into configuration_report as r (tenant, agent, store, version, reported_at)
                values (?, ?, ?, ?, ?)
                on conflict (tenant, agent) do update set store = excluded.store, version = excluded.version,
                    reported_at = excluded.reported_at
                 where (r.store, r.version) <> (excluded.store, excluded.version)""", tenant, agent, store,
                version, now);
    }

    @Override
    public List<Reported> reports(Transaction transaction, String tenant, String store) {
        return Sql.all(transaction, """
                select agent, version, reported_at from configuration_report where tenant = ? and store = ?
                 order by agent""",
                row -> new Reported(row.getString(1), row.getLong(2), Sql.instant(row, "reported_at")),
                tenant, store);
    }

    @Override
    public long highestReported(Transaction transaction, String tenant, String store, long atMost) {
        return Sql.one(transaction, """
                select coalesce(max(r.version), 0) from configuration_report r
                 where r.tenant = ? and r.store = ? and r.version <= ?
                   and coalesce((select bool_or(d.revoked_at is null) from device_certificate d
                                  where d.tenant = r.tenant and d.agent = r.agent), true)""",
                row -> row.getLong(1), tenant, store, atMost);
    }

    private static ConfigurationVersion read(ResultSet row) throws SQLException {
        return new ConfigurationVersion(row.getLong("version"), Hash.of(row.getBytes("sha256")),
                row.getInt("bytes"), row.getObject("rollback_to", Long.class),
                Sql.instant(row, "created_at"), row.getString("client"));
    }
}
