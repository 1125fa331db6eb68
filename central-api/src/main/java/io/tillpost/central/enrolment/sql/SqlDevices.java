package io.tillpost.central.enrolment.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Device;
import io.tillpost.central.enrolment.DeviceCertificate;
import io.tillpost.central.enrolment.Devices;
import io.tillpost.central.enrolment.EnrolmentRules;
import io.tillpost.central.enrolment.KeptCode;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.protocol.journal.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// [Devices] in PostgreSQL.
public final class SqlDevices implements Devices {
    private static final String COLUMNS = """
            c.tenant, c.store, c.agent, c.authority, c.serial, c.key_id, c.certificate, c.csr_hash, c.renews, c.issued_at,
            c.revoked_at, c.revoked_by, c.reason""";
    private static final String SELECT = "select " + COLUMNS + " from device_certificate c where ";
    /// Each agent that is registered or ever had a certificate, with the newest one.
    private static final String DEVICES = """
            select a.agent, s.agent is not null as registered, coalesce(s.store, c.store) as at_store, %s
              from (select agent from store_agent where tenant = ?
                     union select agent from device_certificate where tenant = ?) a
              left join store_agent s on s.tenant = ? and s.agent = a.agent
              left join lateral (select * from device_certificate d where d.tenant = ? and d.agent = a.agent
                     order by d.issued_at desc, d.serial limit 1) c on true
             where\s""".formatted(COLUMNS);

    @Override
    public void addCode(Transaction transaction, KeptCode code) {
        Sql.run(transaction,
                """
                        insert into enrolment_code (tenant, secret_hash, store, agent, authority, created_by, created_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)""",
                code.tenant(), code.secretHash().toBytes(), code.store(),
                code.agent(), code.authority(), code.createdBy(), code.createdAt(), code.expiresAt());
    }

    @Override
    public Optional<KeptCode> lockedCode(Transaction transaction, Hash secretHash) {
        return Sql.maybe(transaction, """
                select tenant, secret_hash, store, agent, authority, created_by, created_at, expires_at,
                       withdrawn_at is not null as withdrawn, attempts, used_csr, serial
                  from enrolment_code where secret_hash = ? for update""", SqlDevices::code,
                secretHash.toBytes());
    }

    private static KeptCode code(ResultSet row) throws SQLException {
        byte[] usedCsr = row.getBytes("used_csr");
        return new KeptCode(Hash.of(row.getBytes("secret_hash")), row.getString("tenant"),
                row.getString("store"), row.getString("agent"), row.getInt("authority"),
                row.getString("created_by"), Sql.instant(row, "created_at"), Sql.instant(row, "expires_at"),
                row.getBoolean("withdrawn"), row.getInt("attempts"),
                usedCsr == null ? null : Hash.of(usedCsr), row.getString("serial"));
    }

    @Override
    public Set<String> withdrawCodes(Transaction transaction, String tenant, @Nullable String store,
            String agent, Instant at) {
        return Sql.all(transaction, """
                update enrolment_code set withdrawn_at = ?
                 where tenant = ? and agent = ? and (?::text is null or store = ?::text)
                   and withdrawn_at is null and used_at is null
                returning store, expires_at > ? and attempts < ? as good""",
                row -> row.getBoolean("good") ? Stream.of(row.getString("store")) : Stream.<String>empty(),
                at, tenant, agent, store, store, at, EnrolmentRules.CODE_ATTEMPTS).stream()
                .flatMap(stores -> stores)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean isAwaitedElsewhere(Transaction transaction, String tenant, String store, String agent,
            Instant now) {
        return Sql.maybe(transaction, """
                select 1 from enrolment_code
                 where tenant = ? and agent = ? and store <> ? and expires_at > ? and attempts < ?
                   and withdrawn_at is null and used_at is null limit 1""", row -> true, tenant, agent, store,
                now, EnrolmentRules.CODE_ATTEMPTS).isPresent();
    }

    @Override
    public void countAttempt(Transaction transaction, KeptCode code) {
        Sql.run(transaction, """
                update enrolment_code set attempts = attempts + 1 where tenant = ? and secret_hash = ?""",
                code.tenant(), code.secretHash().toBytes());
    }

    @Override
    public void markUsed(Transaction transaction, KeptCode code, Hash csr, String serial, Instant at) {
        Sql.run(transaction, """
                update enrolment_code set used_at = ?, used_csr = ?, serial = ?
                 where tenant = ? and secret_hash = ?""", at, csr.toBytes(), serial, code.tenant(),
                code.secretHash().toBytes());
    }

    @Override
    public void add(Transaction transaction, DeviceCertificate certificate) {
        byte[] der = SqlAuthorities.der(certificate.certificate());
        Sql.run(transaction,
                """
                        insert into device_certificate (tenant, serial, store, agent, authority, key_id, fingerprint, certificate,
                               csr_hash, renews, not_before, not_after, issued_at)
                        values (?, ?, ?, ?, ?, ?, sha256(?), ?, ?, ?, ?, ?, ?)""",
                certificate.tenant(),
                certificate.serial(), certificate.store(), certificate.agent(), certificate.authority(),
                certificate.keyId().toBytes(), der, der, certificate.csrHash().toBytes(),
                certificate.renews(), certificate.notBefore(), certificate.notAfter(),
                certificate.issuedAt());
    }

    @Override
    public Optional<DeviceCertificate> bySerial(Transaction transaction, String tenant, String serial) {
        return Sql.maybe(transaction, SELECT + "c.tenant = ? and c.serial = ?", SqlDevices::certificate,
                tenant, serial);
    }

    @Override
    public Optional<DeviceCertificate> byFingerprint(Transaction transaction, Hash fingerprint) {
        return Sql.maybe(transaction, SELECT + "c.fingerprint = ?", SqlDevices::certificate,
                fingerprint.toBytes());
    }

    @Override
    public Optional<DeviceCertificate> locked(Transaction transaction, String tenant, String serial) {
        return Sql.maybe(transaction, SELECT + "c.tenant = ? and c.serial = ? for update",
                SqlDevices::certificate, tenant, serial);
    }

    @Override
    public Optional<DeviceCertificate> renewal(Transaction transaction, String tenant, String renews,
            Hash csr) {
        return Sql.maybe(transaction, SELECT + "c.tenant = ? and c.renews = ? and c.csr_hash = ?",
                SqlDevices::certificate, tenant, renews, csr.toBytes());
    }

    @Override
    public List<DeviceCertificate> living(Transaction transaction, String tenant, String agent, Instant now) {
        return Sql.all(transaction, SELECT + """
                c.tenant = ? and c.agent = ? and c.not_after > ? and c.revoked_at is null
                 order by c.issued_at desc, c.serial""", SqlDevices::certificate, tenant, agent, now);
    }

    @Override
    public boolean keyIsFree(Transaction transaction, Hash keyId, String agent) {
        // A key is one box's in the whole installation.
        return Tenancy.acrossTenants(transaction, () -> Sql.one(transaction, """
                select not exists (select 1 from device_certificate
                 where key_id = ? and (agent <> ? or reason = 'key-compromise'))""",
                row -> row.getBoolean(1), keyId.toBytes(), agent));
    }

    @Override
    public int revoke(Transaction transaction, String tenant, String agent,
            DeviceCertificate.Revocation revocation) {
        // Waits for a renewal that is under way, so that the next statement sees what came of it.
        Sql.all(transaction, "select 1 from device_certificate where tenant = ? and agent = ? for update",
                row -> true, tenant, agent);
        return Sql.run(transaction, """
                update device_certificate set revoked_at = ?, revoked_by = ?, reason = ?
                 where tenant = ? and agent = ? and revoked_at is null""", revocation.at(), revocation.by(),
                revocation.reason().word(), tenant, agent);
    }

    @Override
    public void supersede(Transaction transaction, String agent, DeviceCertificate.Revocation revocation) {
        Sql.all(transaction, "select 1 from device_certificate where agent = ? for update", row -> true,
                agent);
        Sql.run(transaction, """
                update device_certificate set revoked_at = ?, revoked_by = ?, reason = ?
                 where agent = ? and revoked_at is null""", revocation.at(), revocation.by(),
                revocation.reason().word(), agent);
    }

    @Override
    public Optional<String> tenantOf(Transaction transaction, String agent) {
        return Sql.all(transaction, """
                select tenant, 0 as place from store_agent where agent = ?
                 union select tenant, 1 from device_certificate where agent = ? order by place limit 1""",
                row -> row.getString(1), agent, agent).stream().findFirst();
    }

    @Override
    public Optional<Device> find(Transaction transaction, String tenant, String agent) {
        return Sql.maybe(transaction, DEVICES + "a.agent = ?", row -> device(row, tenant), tenant, tenant,
                tenant, tenant, agent);
    }

    @Override
    public List<Device> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            String after, int limit) {
        Column shown = stores == null ? null : Column.of("text", stores);
        return Sql.all(transaction, DEVICES + """
                a.agent collate "C" > ? and (?::text[] is null or coalesce(s.store, c.store) = any(?::text[]))
                 order by a.agent collate "C" limit ?""", row -> device(row, tenant), tenant, tenant, tenant,
                tenant, after, shown, shown, limit);
    }

    @Override
    public Map<String, Admitted> admitted(Transaction transaction, Instant now) {
        var admitted = new LinkedHashMap<String, Admitted>();
        Sql.all(transaction,
                """
                        select s.tenant, s.store, s.agent,
                               array_agg(c.serial order by c.serial) filter (where c.not_after > ? and not c.good) as revoked,
                               coalesce(bool_and(c.good is false), false) and count(c.serial) > 0 as shut_out
                          from store_agent s left join lateral (select d.serial, d.not_after,
                                   d.revoked_at is null and d.tenant = s.tenant and d.store = s.store as good
                              from device_certificate d where d.agent = s.agent) c on true
                         group by s.tenant, s.store, s.agent order by s.agent collate "C\"""",
                row -> admitted.put(row.getString("agent"), new Admitted(row.getString("tenant"),
                        row.getString("store"),
                        row.getArray("revoked") == null
                                ? Set.of()
                                : Set.of((String[]) row.getArray("revoked").getArray()),
                        row.getBoolean("shut_out"))),
                now);
        return admitted;
    }

    private static Device device(ResultSet row, String tenant) throws SQLException {
        return new Device(tenant, row.getString("at_store"), row.getString(1), row.getBoolean("registered"),
                row.getString("serial") == null ? null : certificate(row));
    }

    private static DeviceCertificate certificate(ResultSet row) throws SQLException {
        Instant revokedAt = Sql.maybeInstant(row, "revoked_at");
        return new DeviceCertificate(row.getString("tenant"), row.getString("store"), row.getString("agent"),
                row.getInt("authority"), row.getString("serial"), Hash.of(row.getBytes("key_id")),
                SqlAuthorities.certificate(row.getBytes("certificate")), Hash.of(row.getBytes("csr_hash")),
                row.getString("renews"), Sql.instant(row, "issued_at"),
                revokedAt == null
                        ? null
                        : new DeviceCertificate.Revocation(revokedAt, row.getString("revoked_by"),
                                RevocationReason.of(row.getString("reason")).orElseThrow()));
    }
}
