package io.tillpost.central.identity.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.Clients;
import io.tillpost.protocol.journal.Hash;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Clients in the table `api_client`.
public final class ClientTable implements Clients {
    private static final String COLUMNS = """
            select client_id, tenant, secret_hash, scopes, stores, created_at, disabled_at from api_client
            """;

    @Override
    public Optional<ApiClient> find(Transaction transaction, String id) {
        return Sql.maybe(transaction, COLUMNS + "where client_id = ?", ClientTable::read, id);
    }

    @Override
    public List<ApiClient> all(Transaction transaction, String tenant) {
        return Sql.all(transaction, COLUMNS + "where tenant = ? order by client_id", ClientTable::read,
                tenant);
    }

    @Override
    public boolean add(Transaction transaction, ApiClient client) {
        return Sql.run(transaction, """
                insert into api_client (client_id, tenant, secret_hash, scopes, stores, created_at)
                values (?, ?, ?, ?, ?, ?) on conflict (client_id) do nothing
                """, client.id(), client.tenant(), client.secretHash().toBytes(), column(client.scopes()),
                client.stores() == null ? null : column(client.stores()), client.createdAt()) == 1;
    }

    @Override
    public boolean disable(Transaction transaction, String id, Instant now) {
        return Sql.run(transaction,
                "update api_client set disabled_at = coalesce(disabled_at, ?) where client_id = ?", now,
                id) == 1;
    }

    private static Sql.Column column(Set<String> values) {
        return Sql.Column.of("text", values.stream().sorted().toList());
    }

    private static ApiClient read(ResultSet row) throws SQLException {
        OffsetDateTime disabledAt = row.getObject("disabled_at", OffsetDateTime.class);
        Array stores = row.getArray("stores");
        return new ApiClient(row.getString("tenant"), row.getString("client_id"),
                Hash.of(row.getBytes("secret_hash")), set(row.getArray("scopes")),
                stores == null ? null : set(stores), Sql.instant(row, "created_at"), instant(disabledAt));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Set<String> set(Array array) throws SQLException {
        return Set.of((String[]) array.getArray());
    }
}
