package io.tillpost.central.identity.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientKeys;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.central.identity.Clients;
import io.tillpost.protocol.journal.Hash;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Clients in the table `api_client`.
public final class ClientTable implements Clients {
    private static final String COLUMNS = """
            select client_id, tenant, auth_method, secret_hash, previous_secret_hash, secret_rotated_at,
                   public_keys, certificate_subject, second_certificate_subject, certificate_sha256,
                   require_dpop, scopes, stores, created_at, disabled_at
            from api_client
            """;

    @Override
    public Optional<ApiClient> find(Transaction transaction, String id) {
        return Sql.maybe(transaction, COLUMNS + "where client_id = ?", ClientTable::read, id);
    }

    @Override
    public Optional<ApiClient> findLocked(Transaction transaction, String id) {
        return Sql.maybe(transaction, COLUMNS + "where client_id = ? for update", ClientTable::read, id);
    }

    @Override
    public List<ApiClient> all(Transaction transaction, String tenant) {
        return Sql.all(transaction, COLUMNS + "where tenant = ? order by client_id", ClientTable::read,
                tenant);
    }

    @Override
    public List<ApiClient> some(Transaction transaction, String tenant, @Nullable Set<String> within,
            @Nullable String after, int limit) {
        return Sql.all(transaction, COLUMNS + """
                where tenant = ? and client_id > ? and (not ? or stores <@ ?) order by client_id limit ?
                """, ClientTable::read, tenant, after == null ? "" : after, within != null,
                column(within == null ? Set.of() : within), limit);
    }

    @Override
    public boolean add(Transaction transaction, ApiClient client) {
        var login = LoginColumns.of(client.login());
        return Sql.run(transaction, """
                insert into api_client (client_id, tenant, auth_method, secret_hash, previous_secret_hash,
                    public_keys, certificate_subject, second_certificate_subject, certificate_sha256,
                    require_dpop, scopes, stores, created_at, disabled_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (client_id) do nothing
                """, client.id(), client.tenant(), client.login().method(), login.secret, login.previous,
                login.keys, login.subject, login.secondSubject, login.certificates, client.requireDpop(),
                column(client.scopes()),
                client.stores() == null ? null : column(client.stores()), client.createdAt(),
                client.disabledAt()) == 1;
    }

    @Override
    public void replaceLogin(Transaction transaction, String id, ClientLogin login) {
        var columns = LoginColumns.of(login);
        int changed = Sql.run(transaction, """
                update api_client set secret_hash = ?, previous_secret_hash = ?, secret_rotated_at = ?,
                    public_keys = ?, certificate_subject = ?, second_certificate_subject = ?,
                    certificate_sha256 = ?
                where client_id = ? and auth_method = ?
                """, columns.secret, columns.previous, columns.rotatedAt, columns.keys, columns.subject,
                columns.secondSubject, columns.certificates, id, login.method());
        if (changed != 1) {
            throw new IllegalStateException("no client " + id + " with method " + login.method());
        }
    }

    @Override
    public boolean disable(Transaction transaction, String id, Instant now) {
        return Sql.run(transaction,
                "update api_client set disabled_at = coalesce(disabled_at, ?) where client_id = ?", now,
                id) == 1;
    }

    @Override
    public boolean enable(Transaction transaction, String id) {
        return Sql.run(transaction, "update api_client set disabled_at = null where client_id = ?", id) == 1;
    }

    /// SHA-256 of the certificates that clients of all tenants are known by, disabled ones included.
    public Set<Hash> pinnedCertificates(Transaction transaction) {
        return Set.copyOf(Sql.all(transaction,
                "select distinct unnest(certificate_sha256) as sha256 from api_client where auth_method = ?",
                row -> Hash.of(row.getBytes("sha256")), ClientLogin.PinnedCertificates.METHOD));
    }

    /// What the row holds of a way to log in.
    private record LoginColumns(byte @Nullable [] secret, byte @Nullable [] previous,
            @Nullable Instant rotatedAt, @Nullable String keys, @Nullable String subject,
            @Nullable String secondSubject, Sql.@Nullable Column certificates) {
        static LoginColumns of(ClientLogin login) {
            return switch (login) {
                case ClientLogin.Secret(_, var current, var previous, var rotatedAt) ->
                    new LoginColumns(current.toBytes(), previous == null ? null : previous.toBytes(),
                            rotatedAt, null, null, null, null);
                case ClientLogin.SignedAssertion(var keys) ->
                    new LoginColumns(null, null, null, keys.toJson(), null, null, null);
                case ClientLogin.CertificateSubjects(var subjects) ->
                    new LoginColumns(null, null, null, null, subjects.getFirst(),
                            subjects.size() == 1 ? null : subjects.getLast(), null);
                case ClientLogin.PinnedCertificates(var sha256) ->
                    new LoginColumns(null, null, null, null, null, null,
                            Sql.Column.of("bytea", sha256.stream().map(Hash::toBytes).toList()));
            };
        }
    }

    private static Sql.Column column(Set<String> values) {
        return Sql.Column.of("text", values.stream().sorted().toList());
    }

    private static ApiClient read(ResultSet row) throws SQLException {
        Array stores = row.getArray("stores");
        return new ApiClient(row.getString("tenant"), row.getString("client_id"), login(row),
                row.getBoolean("require_dpop"), set(row.getArray("scopes")),
                stores == null ? null : set(stores), Sql.instant(row, "created_at"),
                Sql.maybeInstant(row, "disabled_at"));
    }

    private static ClientLogin login(ResultSet row) throws SQLException {
        String method = row.getString("auth_method");
        return switch (method) {
            case ClientLogin.Secret.BASIC, ClientLogin.Secret.POST -> {
                byte[] previous = row.getBytes("previous_secret_hash");
                yield new ClientLogin.Secret(method.equals(ClientLogin.Secret.BASIC),
                        Hash.of(row.getBytes("secret_hash")), previous == null ? null : Hash.of(previous),
                        Sql.maybeInstant(row, "secret_rotated_at"));
            }
            case ClientLogin.SignedAssertion.METHOD ->
                new ClientLogin.SignedAssertion(ClientKeys.parse(row.getString("public_keys")));
            case ClientLogin.CertificateSubjects.METHOD -> new ClientLogin.CertificateSubjects(
                    Stream.of(row.getString("certificate_subject"),
                            row.getString("second_certificate_subject")).filter(Objects::nonNull).toList());
            case ClientLogin.PinnedCertificates.METHOD -> new ClientLogin.PinnedCertificates(
                    Arrays.stream((byte[][]) row.getArray("certificate_sha256").getArray())
                            .map(Hash::of)
                            .collect(Collectors.toSet()));
            default -> throw new IllegalStateException("client " + row.getString("client_id")
                    + " has the method '" + method + "', which this version does not know");
        };
    }

    private static Set<String> set(Array array) throws SQLException {
        return Set.of((String[]) array.getArray());
    }
}
