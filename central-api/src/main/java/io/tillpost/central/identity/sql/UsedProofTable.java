package io.tillpost.central.identity.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.UsedProofs;
import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.Locale;

/// Used assertions and proofs in the table `used_proof`. Of two nodes that use the same at once, the primary key lets one.
public final class UsedProofTable implements UsedProofs {
    @Override
    public boolean use(Transaction transaction, Kind kind, String owner, Hash jti, Instant expiresAt) {
        return Sql.run(transaction, """
                insert into used_proof (kind, owner, jti_sha256, expires_at) values (?, ?, ?, ?)
                on conflict do nothing
                """, kind.name().toLowerCase(Locale.ROOT), owner, jti.toBytes(), expiresAt) == 1;
    }

    @Override
    public int purge(Transaction transaction, Instant now) {
        return Sql.run(transaction, "delete from used_proof where expires_at < ?", now);
    }
}
