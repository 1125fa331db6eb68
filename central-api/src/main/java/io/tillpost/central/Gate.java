package io.tillpost.central;

import io.tillpost.central.apikey.LiveKeys;
import io.tillpost.central.apikey.http.KeySource;
import io.tillpost.central.apikey.sql.ApiKeyTable;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.ExternalIssuer;
import io.tillpost.central.config.Limits;
import io.tillpost.central.database.Database;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.TenantFilter;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.http.CallerSource;
import io.tillpost.central.identity.http.IdentityFilter;
import io.tillpost.central.issuer.IssuerCheck;
import io.tillpost.central.issuer.IssuerKeys;
import io.tillpost.central.issuer.TrustedIssuer;
import io.tillpost.central.issuer.http.HttpFetch;
import io.tillpost.central.issuer.http.IssuerSource;
import io.tillpost.central.issuer.http.SwitchedOff;
import io.tillpost.central.limit.Allowance;
import io.tillpost.central.limit.LockOuts;
import io.tillpost.central.limit.http.AddressLimits;
import io.tillpost.central.limit.http.CallerLimits;
import io.tillpost.central.limit.http.ClaimedClient;
import io.tillpost.central.limit.http.LockOutFilter;
import java.time.Duration;
import java.util.List;

/// Who gets in and how often, wired by the configuration.
final class Gate {
    private final CentralConfig config;
    private final Database database;
    private final Machine machine;
    private final LiveClients clients;

    Gate(CentralConfig config, Database database, Machine machine, LiveClients clients) {
        this.config = config;
        this.database = database;
        this.machine = machine;
        this.clients = clients;
    }

    /// The built-in token endpoint's routes, which say where to go while tokens come from somebody else.
    List<Route> tokenRoutes(List<Route> builtIn) {
        ExternalIssuer issuer = config.externalIssuer();
        return issuer == null ? builtIn : SwitchedOff.of(builtIn, issuer.issuer());
    }

    /// The order in which every request is looked at.
    ///
    /// @param ownTokens the source of callers by tokens of the built-in endpoint
    List<Filter> filters(Filter audit, CallerSource ownTokens, Filter commands) {
        Limits limits = config.limits();
        var addresses = new AddressLimits(allowance("documents", limits.documents()),
                allowance("doors", limits.doors()), allowance("refused", limits.refused()),
                machine.nanoTicker());
        var lockOuts = new LockOuts(limits.wrongSecrets(), Duration.ofSeconds(limits.longestPauseSeconds()),
                machine.nanoTicker());
        // A quarter of a node's places is left to those whom nobody knows yet.
        int places = HttpLimits.defaults().concurrentRequests() * 3 / 4;
        return List.of(addresses.open(), audit, addresses.refusals(),
                new LockOutFilter(lockOuts, KeySource::claimed), new IdentityFilter(sources(ownTokens)),
                new TenantFilter(),
                new CallerLimits(allowance("caller", limits.caller()), places,
                        Runtime.getRuntime().maxMemory(), machine.nanoTicker()),
                Filter.receive(), Filter.refuseCardNumbers(),
                new LockOutFilter(lockOuts, new ClaimedClient()), commands);
    }

    private List<CallerSource> sources(CallerSource ownTokens) {
        var keys = new KeySource(
                new LiveKeys(database, new ApiKeyTable(), machine.clock(), machine.nanoTicker()));
        return List.of(keys, config.externalIssuer() == null ? ownTokens : external(config.externalIssuer()));
    }

    private CallerSource external(ExternalIssuer config) {
        var issuer = new TrustedIssuer(config.issuer(), config.audience(), config.jwksUri(),
                config.pinnedKeys(), config.tenant(), new TrustedIssuer.Claims(config.clientClaim(),
                        config.scopeClaim(), config.storesClaim()),
                config.clients());
        var keys = new IssuerKeys(issuer, new HttpFetch(), machine.nanoTicker());
        return new IssuerSource(issuer, new IssuerCheck(issuer, keys, machine.clock()), clients);
    }

    private static Allowance allowance(String name, Limits.Allowed allowed) {
        return new Allowance(name, allowed.requests(), Duration.ofSeconds(allowed.seconds()));
    }
}
