package io.tillpost.central.enrolment.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.EnrolmentRules;
import io.tillpost.central.identity.DeviceKeys;
import io.tillpost.central.ingest.BoxKeys;
import io.tillpost.central.ingest.ProvenBatch;
import io.tillpost.protocol.journal.Hash;
import java.security.interfaces.ECPublicKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// The keys of boxes in PostgreSQL: for batches that they sign and for tokens that they ask for. A key counts while one of
/// its certificates is not revoked, its agent is registered for the certificate's store, and renewal is still possible.
public final class SqlBoxKeys implements BoxKeys, DeviceKeys {
    private static final String GOOD = """
             and c.revoked_at is null and c.not_after >= ?
             and exists (select 1 from store_agent s where s.agent = c.agent and s.tenant = c.tenant and s.store = c.store)
            """;

    private final Clock clock;

    public SqlBoxKeys(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Optional<Box> owner(Transaction transaction, Hash keyId) {
        return Sql.maybe(transaction, """
                select c.tenant, c.store, c.agent, c.certificate from device_certificate c
                 where c.key_id = ? order by c.revoked_at is not null, c.issued_at desc, c.serial limit 1""",
                row -> new Box(row.getString("tenant"), row.getString("store"), row.getString("agent"),
                        key(row)),
                keyId.toBytes());
    }

    @Override
    public boolean speaks(Transaction transaction, Box box, Hash keyId) {
        return Sql.one(transaction, """
                select exists (select 1 from device_certificate c
                 where c.key_id = ? and c.tenant = ? and c.store = ? and c.agent = ?""" + GOOD + ")",
                row -> row.getBoolean(1), keyId.toBytes(), box.tenant(), box.store(), box.agent(),
                endedAtTheEarliest());
    }

    @Override
    public void keep(Transaction transaction, String tenant, ProvenBatch batch) {
        var header = batch.header();
        Sql.run(transaction, """
                insert into batch_signature (tenant, journal, from_seq, to_seq, head_hash, key_id, signature)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""", tenant, header.journal().journalId(),
                header.from(), header.to(), header.head().toBytes(), batch.signature().key().toBytes(),
                batch.signature().signature());
    }

    @Override
    public Optional<DeviceKey> find(Transaction transaction, String agent, Hash keyId) {
        return Sql.maybe(transaction,
                """
                        select c.tenant, c.store, c.certificate from device_certificate c
                         where c.agent = ? and c.key_id = ?""" + GOOD
                        + " order by c.issued_at desc, c.serial limit 1",
                row -> new DeviceKey(row.getString("tenant"), row.getString("store"), key(row)), agent,
                keyId.toBytes(), endedAtTheEarliest());
    }

    private Instant endedAtTheEarliest() {
        return clock.instant().minus(EnrolmentRules.GRACE);
    }

    private static ECPublicKey key(ResultSet row) throws SQLException {
        return (ECPublicKey) SqlAuthorities.certificate(row.getBytes("certificate")).getPublicKey();
    }
}
