package io.tillpost.bench.identity;

import io.tillpost.bench.command.Machine;
import io.tillpost.central.apikey.LiveKeys;
import io.tillpost.central.apikey.http.KeySource;
import io.tillpost.central.apikey.sql.ApiKeyTable;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.ApiServer;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.TenantFilter;
import io.tillpost.central.identity.DeviceKeys;
import io.tillpost.central.identity.DpopProofs;
import io.tillpost.central.identity.KeyRing;
import io.tillpost.central.identity.KeyRotation;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.OnlyOnce;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenRules;
import io.tillpost.central.identity.http.IdentityFilter;
import io.tillpost.central.identity.http.PossessionCheck;
import io.tillpost.central.identity.http.TokenSource;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.central.identity.sql.RevokedTokenTable;
import io.tillpost.central.identity.sql.SigningKeyTable;
import io.tillpost.central.identity.sql.UsedProofTable;
import io.tillpost.central.vault.DatabaseVault;
import io.tillpost.central.vault.sql.SqlKeyTable;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.masterkey.KeySource.KeyFile;
import io.tillpost.protocol.masterkey.MasterKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Head office's own server with one handler on two routes, one open and one behind the check of who calls. It works on
/// the database of a node, so that the node's tokens and keys are good here.
final class MeasuredServer implements AutoCloseable {
    /// For everyone.
    static final String OPEN = "/open";
    /// For those who hold [#SCOPE].
    static final String CLOSED = "/closed";
    static final String SCOPE = "stores:read";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration SIGNING_KEY_LIFE = Duration.ofDays(90);

    private final Database database;
    private final ApiServer server;

    private MeasuredServer(Database database, ApiServer server) {
        this.database = database;
        this.server = server;
    }

    static MeasuredServer start(DatabaseSettings settings, Path masterKey, String issuer,
            Machine machine) throws IOException {
        Database database = PostgresDatabase.open(settings);
        try {
            Route.Handler.Query handler = _ -> Answer.ok(Map.of("status", "ok"));
            var ids = IdSource.uuidV7(machine.clock(), machine.random());
            var server = ApiServer.start(LOOPBACK, 0, null, HttpLimits.defaults(),
                    List.of(Route.open("GET", OPEN, "askOpen", handler),
                            Route.query("GET", CLOSED, "askClosed", SCOPE, handler)),
                    List.of(identity(database, masterKey, issuer, machine), new TenantFilter()),
                    new ApiServer.Machine(ids, machine.random(), machine.nanoTime()));
            return new MeasuredServer(database, server);
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// As a node has it.
    private static IdentityFilter identity(Database database, Path masterKey, String issuer,
            Machine machine) {
        var clock = machine.clock();
        var ticker = machine.nanoTime();
        var rules = TokenRules.of(issuer);
        var vault = DatabaseVault.open(database, new SqlKeyTable(), new MasterKeys(null, machine.random()),
                new KeyFile(masterKey));
        var signingKeys = new SigningKeyTable(vault);
        var rotation = new KeyRotation(signingKeys, rules.lifetime(), SIGNING_KEY_LIFE, clock,
                machine.random());
        var ring = KeyRing.open(database, signingKeys, rotation, clock, ticker);
        var tokens = new TokenCheck(ring, rules, database, new RevokedTokenTable(), clock, ticker);
        var clients = new LiveClients(database, new ClientTable(), DeviceKeys.NONE, ticker);
        var proofs = new DpopProofs(issuer, new OnlyOnce(database, new UsedProofTable(), clock, ticker),
                clock);
        return new IdentityFilter(
                List.of(new KeySource(new LiveKeys(database, new ApiKeyTable(), clock, ticker)),
                        new TokenSource(tokens, clients, PossessionCheck.SCHEMES,
                                new PossessionCheck(proofs, Set.of(), clock))));
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
