package io.tillpost.central.enrolment.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Authorities;
import io.tillpost.central.enrolment.KeptAuthority;
import io.tillpost.central.enrolment.RevocationReason;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// [Authorities] in PostgreSQL.
public final class SqlAuthorities implements Authorities {
    private static final String SELECT = """
            select authority, certificate, cross_certificate, sealed_key, state, created_at, crl, crl_number, crl_made_at
              from authority\s""";

    @Override
    public void lock(Transaction transaction) {
        Sql.run(transaction, "lock table authority in share row exclusive mode");
    }

    @Override
    public List<KeptAuthority> all(Transaction transaction) {
        return Sql.all(transaction, SELECT + "order by authority", SqlAuthorities::read);
    }

    @Override
    public Optional<KeptAuthority> current(Transaction transaction) {
        return Sql.maybe(transaction, SELECT + "where state = 'current'", SqlAuthorities::read);
    }

    @Override
    public KeptAuthority numbered(Transaction transaction, int number) {
        return Sql.one(transaction, SELECT + "where authority = ?", SqlAuthorities::read, number);
    }

    @Override
    public KeptAuthority locked(Transaction transaction, int number) {
        return Sql.one(transaction, SELECT + "where authority = ? for no key update", SqlAuthorities::read,
                number);
    }

    @Override
    public void add(Transaction transaction, KeptAuthority authority) {
        Sql.run(transaction,
                """
                        insert into authority (authority, certificate, cross_certificate, sealed_key, state, created_at)
                        values (?, ?, ?, ?, ?, ?)""",
                authority.number(), der(authority.certificate()),
                authority.crossCertificate() == null ? null : der(authority.crossCertificate()),
                authority.sealedKey(), word(authority.state()), authority.createdAt());
    }

    @Override
    public void setSealedKey(Transaction transaction, int number, byte[] sealedKey) {
        Sql.run(transaction, "update authority set sealed_key = ? where authority = ?", sealedKey, number);
    }

    @Override
    public void setState(Transaction transaction, int number, KeptAuthority.State state) {
        Sql.run(transaction, "update authority set state = ? where authority = ?", word(state), number);
    }

    @Override
    public boolean hasUnlisted(Transaction transaction, int number) {
        return Sql.one(transaction, """
                select exists (select 1 from device_certificate
                 where authority = ? and revoked_at is not null and not in_crl)""",
                row -> row.getBoolean(1), number);
    }

    @Override
    public List<RevokedCertificate> list(Transaction transaction, int number, Instant expiredAfter) {
        // The second statement sees what the first one marked, and nothing that is revoked between them.
        Sql.run(transaction, """
                update device_certificate set in_crl = true
                 where authority = ? and revoked_at is not null and not in_crl""", number);
        return Sql.all(transaction, """
                select serial, revoked_at, reason from device_certificate
                 where authority = ? and in_crl and not_after >= ? order by revoked_at, serial""",
                row -> new RevokedCertificate(row.getString("serial"), Sql.instant(row, "revoked_at"),
                        RevocationReason.of(row.getString("reason")).orElseThrow()),
                number, expiredAfter);
    }

    @Override
    public void keepList(Transaction transaction, int number, byte[] crl, long crlNumber, Instant madeAt) {
        Sql.run(transaction,
                "update authority set crl = ?, crl_number = ?, crl_made_at = ? where authority = ?", crl,
                crlNumber, madeAt, number);
    }

    @Override
    public void noteNode(Transaction transaction, NodeCertificate certificate) {
        Sql.run(transaction, """
                insert into node_certificate (serial, authority, kind, name, not_after, issued_at)
                values (?, ?, ?, ?, ?, ?)""", certificate.serial(), certificate.authority(),
                certificate.kind(), certificate.name(), certificate.notAfter(), certificate.issuedAt());
    }

    @Override
    public List<String> nodes(Transaction transaction, Instant now) {
        return Sql.all(transaction,
                """
                        select distinct name from node_certificate where kind = 'node' and not_after > ? order by name""",
                row -> row.getString(1), now);
    }

    @Override
    public boolean isNode(Transaction transaction, String name) {
        return Sql.one(transaction, """
                select exists (select 1 from node_certificate where kind = 'node' and name = ?)""",
                row -> row.getBoolean(1), name);
    }

    @Override
    public boolean isAgent(Transaction transaction, String name) {
        return Sql.one(transaction, """
                select exists (select 1 from store_agent where agent = ?)
                    or exists (select 1 from device_certificate where agent = ?)""",
                row -> row.getBoolean(1), name, name);
    }

    private static KeptAuthority read(ResultSet row) throws SQLException {
        byte[] cross = row.getBytes("cross_certificate");
        return new KeptAuthority(row.getInt("authority"), certificate(row.getBytes("certificate")),
                cross == null ? null : certificate(cross), row.getBytes("sealed_key"),
                KeptAuthority.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                Sql.instant(row, "created_at"), row.getBytes("crl"), row.getLong("crl_number"),
                Sql.maybeInstant(row, "crl_made_at"));
    }

    private static String word(KeptAuthority.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /// A certificate that we kept.
    static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("a kept certificate cannot be read", e);
        }
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was made can be written", e);
        }
    }
}
