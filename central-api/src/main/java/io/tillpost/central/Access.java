package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.ServerKeys;
import io.tillpost.central.identity.AccessTokens;
import io.tillpost.central.identity.ClientLogins;
import io.tillpost.central.identity.DeviceKeys;
import io.tillpost.central.identity.DpopProofs;
import io.tillpost.central.identity.KeyRing;
import io.tillpost.central.identity.KeyRotation;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.OnlyOnce;
import io.tillpost.central.identity.Scopes;
import io.tillpost.central.identity.SigningKeys;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenRevocation;
import io.tillpost.central.identity.TokenRules;
import io.tillpost.central.identity.http.CallerSource;
import io.tillpost.central.identity.http.ClientRoutes;
import io.tillpost.central.identity.http.PossessionCheck;
import io.tillpost.central.identity.http.ServerMetadataRoutes;
import io.tillpost.central.identity.http.TokenRoutes;
import io.tillpost.central.identity.http.TokenSource;
import io.tillpost.central.identity.http.TokenStateRoutes;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.central.identity.sql.RevokedTokenTable;
import io.tillpost.central.identity.sql.SigningKeyTable;
import io.tillpost.central.identity.sql.UsedProofTable;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.seal.Vault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Who may come in: the OAuth server of a node and the check of its tokens, wired.
///
/// @param tokenRoutes the built-in OAuth server
/// @param clientRoutes its clients
/// @param tokens callers by its tokens
/// @param clients who may call at present
record Access(List<Route> tokenRoutes, List<Route> clientRoutes, CallerSource tokens, LiveClients clients) {
    Access {
        tokenRoutes = List.copyOf(tokenRoutes);
        clientRoutes = List.copyOf(clientRoutes);
    }

    /// @param vault seals the private parts of signing keys
    /// @param devices the keys of enrolled devices
    static Access open(CentralConfig config, Database database, Vault vault, DeviceKeys devices,
            Machine machine) throws StartException {
        var clock = machine.clock();
        var ticker = machine.nanoTicker();
        Set<String> boundScopes = known(config.oauth().boundScopes());
        var rules = TokenRules.of(config.issuer());
        var signingKeys = new SigningKeyTable(vault);
        var keys = KeyRing.open(database, signingKeys, rotation(config, signingKeys, machine), clock, ticker);
        var clients = new LiveClients(database, new ClientTable(), devices, ticker);
        var once = new OnlyOnce(database, new UsedProofTable(), clock, ticker);
        var logins = new ClientLogins(database, clients, devices,
                Set.of(rules.issuer(), rules.issuer() + TokenRoutes.PATH), once, clock);
        var proofs = new DpopProofs(rules.issuer(), once, clock);
        var revoked = new RevokedTokenTable();
        var tokens = new TokenCheck(keys, rules, database, revoked, clock, ticker);

        var routes = new ArrayList<Route>();
        routes.addAll(new TokenRoutes(new AccessTokens(keys, rules, clock, machine.ids()), logins, proofs,
                boundScopes).routes());
        routes.addAll(new TokenStateRoutes(logins, tokens, clients,
                new TokenRevocation(database, revoked, tokens, clock), rules).routes());
        routes.addAll(new ServerMetadataRoutes(rules.issuer(), asksForCertificates(config), keys).routes());
        return new Access(routes,
                new ClientRoutes(database, new ClientTable(), clock, machine.random()).routes(),
                new TokenSource(tokens, clients, PossessionCheck.SCHEMES,
                        new PossessionCheck(proofs, boundScopes, clock)),
                clients);
    }

    /// How signing keys of this installation follow each other.
    static KeyRotation rotation(CentralConfig config, SigningKeys keys, Machine machine) {
        return new KeyRotation(keys, TokenRules.of(config.issuer()).lifetime(),
                Duration.ofDays(config.oauth().signingKeyDays()), machine.clock(), machine.random());
    }

    /// What the API proves its name with, and whom it believes. Earlier versions wanted pinned certificates among the
    /// authorities: as long as no file for them is named, what a client is known by is none. Any tenant can register any
    /// certificate, so who has named the file says with it that the other one holds authorities alone.
    static ServerKeys keys(CentralConfig.Tls tls, Database database) {
        Set<Hash> noAuthorities = tls.clientCaFile() == null || tls.pinnedClientsFile() != null
                ? Set.of()
                : Tenancy.everyone(() -> database.inTransaction(new ClientTable()::pinnedCertificates));
        return new ServerKeys(tls.certFile(), tls.keyFile(), tls.clientCaFile(), tls.pinnedClientsFile(),
                noAuthorities);
    }

    private static boolean asksForCertificates(CentralConfig config) {
        var tls = config.http().tls();
        return tls != null && tls.asksForCertificates();
    }

    private static Set<String> known(Set<String> scopes) throws StartException {
        for (String scope : scopes) {
            if (!Scopes.ALL.contains(scope)) {
                throw new StartException("oauth.boundScopes has '" + scope + "', expected some of "
                        + new TreeSet<>(Scopes.ALL));
            }
        }
        return scopes;
    }
}
