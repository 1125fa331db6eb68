package io.tillpost.central.identity.sql;

import com.nimbusds.jose.jwk.ECKey;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.SigningKey;
import io.tillpost.central.identity.SigningKeys;
import io.tillpost.protocol.seal.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.List;

/// Signing keys in the table `signing_key`, their private parts sealed.
public final class SigningKeyTable implements SigningKeys {
    private final Vault vault;

    /// @param vault seals private parts, for the context `signing_key/<key id>`
    public SigningKeyTable(Vault vault) {
        this.vault = vault;
    }

    private record InClear(String id, String jwk) {}

    @Override
    public List<SigningKey> allLocked(Transaction transaction) {
        Sql.run(transaction, "lock table signing_key in share row exclusive mode");
        sealOldRows(transaction);
        return all(transaction);
    }

    /// Rows of a version without a vault.
    private void sealOldRows(Transaction transaction) {
        for (InClear row : Sql.all(transaction,
                "select key_id, private_jwk from signing_key where private_jwk is not null",
                row -> new InClear(row.getString("key_id"), row.getString("private_jwk")))) {
            Sql.run(transaction, "update signing_key set sealed_jwk = ?, private_jwk = null where key_id = ?",
                    vault.seal(row.jwk.getBytes(StandardCharsets.UTF_8), context(row.id)), row.id);
        }
    }

    @Override
    public List<SigningKey> all(Transaction transaction) {
        return Sql.all(transaction, """
                select key_id, private_jwk, sealed_jwk, created_at, signs_from from signing_key
                order by signs_from desc, key_id
                """, this::read);
    }

    @Override
    public void add(Transaction transaction, SigningKey key) {
        byte[] sealed = vault.seal(key.key().toJSONString().getBytes(StandardCharsets.UTF_8),
                context(key.id()));
        Sql.run(transaction,
                "insert into signing_key (key_id, sealed_jwk, created_at, signs_from) values (?, ?, ?, ?)",
                key.id(), sealed, key.createdAt(), key.signsFrom());
    }

    @Override
    public void remove(Transaction transaction, String keyId) {
        Sql.run(transaction, "delete from signing_key where key_id = ?", keyId);
    }

    private static byte[] context(String keyId) {
        return ("signing_key/" + keyId).getBytes(StandardCharsets.UTF_8);
    }

    private SigningKey read(ResultSet row) throws SQLException {
        String id = row.getString("key_id");
        byte[] sealed = row.getBytes("sealed_jwk");
        String jwk = sealed == null
                ? row.getString("private_jwk")
                : new String(vault.open(sealed, context(id)), StandardCharsets.UTF_8);
        try {
            return new SigningKey(ECKey.parse(jwk), Sql.instant(row, "created_at"),
                    Sql.instant(row, "signs_from"));
        } catch (ParseException _) {
            // The cause might quote the key.
            throw new IllegalStateException("signing key " + id + " is damaged");
        }
    }
}
