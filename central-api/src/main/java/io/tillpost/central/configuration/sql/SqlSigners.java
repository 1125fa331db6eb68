package io.tillpost.central.configuration.sql;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tillpost.central.configuration.Signers;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Pem;
import io.tillpost.protocol.seal.Vault;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// [Signers] in PostgreSQL, sealed by the installation's vault.
public final class SqlSigners implements Signers {
    private final Vault vault;

    /// @param vault seals the keys
    public SqlSigners(Vault vault) {
        this.vault = vault;
    }

    private record Row(String serial, String chain, byte[] sealed) {}

    @Override
    public Optional<Signer> newest(Transaction transaction, int authority, Instant goodUntil) {
        return Sql.maybe(transaction,
                """
                        select serial, chain, sealed_key from configuration_signer where authority = ? and not_after > ?
                         order by not_after desc, serial limit 1""",
                row -> new Row(row.getString(1), row.getString(2), row.getBytes(3)), authority, goodUntil)
                .map(this::opened);
    }

    @Override
    public void add(Transaction transaction, int authority, Signer signer, Instant now) {
        X509Certificate certificate = signer.chain().getFirst();
        String serial = certificate.getSerialNumber().toString(16);
        byte[] pkcs8 = signer.key().getEncoded();
        try {
            Sql.run(transaction,
                    """
                            insert into configuration_signer (serial, authority, chain, sealed_key, not_after, created_at)
                            values (?, ?, ?, ?, ?, ?)""",
                    serial, authority, Pem.ofCertificates(signer.chain()),
                    vault.seal(pkcs8, place(serial)), certificate.getNotAfter().toInstant(), now);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private Signer opened(Row row) {
        byte[] pkcs8 = vault.open(row.sealed, place(row.serial));
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(row.chain.getBytes(US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            return new Signer(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
                    chain);
        } catch (GeneralSecurityException _) {
            // The cause may quote the key.
            throw new IllegalStateException("configuration signer " + row.serial + " cannot be read");
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static byte[] place(String serial) {
        return ("configuration_signer/" + serial).getBytes(US_ASCII);
    }
}
