package io.tillpost.central.identity.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.RevokedTokens;
import java.time.Instant;

/// Revoked tokens in the table `revoked_token`.
public final class RevokedTokenTable implements RevokedTokens {
    @Override
    public void add(Transaction transaction, String tokenId, Instant expiresAt) {
        Sql.run(transaction, """
                insert into revoked_token (token_id, expires_at) values (?, ?) on conflict do nothing
                """, tokenId, expiresAt);
    }

    @Override
    public boolean contains(Transaction transaction, String tokenId) {
        return Sql.one(transaction, "select exists (select 1 from revoked_token where token_id = ?)",
                row -> row.getBoolean(1), tokenId);
    }

    @Override
    public int purge(Transaction transaction, Instant now) {
        return Sql.run(transaction, "delete from revoked_token where expires_at < ?", now);
    }
}
