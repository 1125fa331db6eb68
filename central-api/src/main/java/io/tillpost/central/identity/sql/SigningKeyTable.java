package io.tillpost.central.identity.sql;

import com.nimbusds.jose.jwk.ECKey;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.SigningKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;

/// Signing keys in the table `signing_key`.
public final class SigningKeyTable implements SigningKeys {
    @Override
    public List<ECKey> allLocked(Transaction transaction) {
        Sql.run(transaction, "lock table signing_key in share row exclusive mode");
        return all(transaction);
    }

    @Override
    public List<ECKey> all(Transaction transaction) {
        return Sql.all(transaction,
                "select key_id, private_jwk from signing_key order by created_at desc, key_id",
                SigningKeyTable::read);
    }

    @Override
    public void add(Transaction transaction, ECKey key, Instant now) {
        Sql.run(transaction, "insert into signing_key (key_id, private_jwk, created_at) values (?, ?, ?)",
                key.getKeyID(), key.toJSONString(), now);
    }

    private static ECKey read(ResultSet row) throws SQLException {
        try {
            return ECKey.parse(row.getString("private_jwk"));
        } catch (ParseException e) {
            throw new IllegalStateException("signing key " + row.getString("key_id") + " is damaged", e);
        }
    }
}
