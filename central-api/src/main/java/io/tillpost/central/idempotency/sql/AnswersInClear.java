package io.tillpost.central.idempotency.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.vault.InClear;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import java.util.List;

/// Answers that were kept before there was a vault.
public final class AnswersInClear implements InClear {
    private final Vault vault;

    /// @param vault seals them
    public AnswersInClear(Vault vault) {
        this.vault = vault;
    }

    private record Answer(String tenant, String key, byte[] body) {}

    @Override
    public int sealSome(Transaction transaction, int limit) {
        List<Answer> rows = Sql.all(transaction,
                "select tenant, key, body from idempotency_record_in_clear(?)",
                row -> new Answer(row.getString("tenant"), row.getString("key"), row.getBytes("body")),
                limit);
        for (Answer row : rows) {
            byte[] sealed = vault.seal(row.body, KeptAnswerTable.place(row.tenant, row.key));
            Sql.one(transaction, "select 1 from seal_idempotency_record(?, ?, ?, ?)", one -> one.getInt(1),
                    row.tenant, row.key, sealed, KeyedVault.keyOf(sealed));
        }
        return rows.size();
    }
}
