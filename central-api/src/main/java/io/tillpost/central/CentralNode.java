package io.tillpost.central;

import io.tillpost.central.audit.http.AuditFilter;
import io.tillpost.central.audit.http.AuditRoutes;
import io.tillpost.central.audit.sql.AuditTable;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.central.http.ApiServer;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.OpenApiDocument;
import io.tillpost.central.http.Probe;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.ServerKeys;
import io.tillpost.central.http.SystemRoutes;
import io.tillpost.central.idempotency.http.CommandFilter;
import io.tillpost.central.idempotency.sql.KeptAnswerTable;
import io.tillpost.central.identity.AccessTokens;
import io.tillpost.central.identity.KeyRing;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenRules;
import io.tillpost.central.identity.http.IdentityFilter;
import io.tillpost.central.identity.http.TokenRoutes;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.central.identity.sql.SigningKeyTable;
import io.tillpost.central.ingest.mqtt.MqttIngest;
import io.tillpost.central.ingest.mqtt.MqttSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One running head-office node: everything wired, nothing decided. Opening order is reading order, closing its reverse.
final class CentralNode implements AutoCloseable {
    /// Pieces of the OpenAPI document.
    private static final List<String> DOCUMENTED = List.of("identity", "audit", "catalog", "stores",
            "payments",
            "ledger",
            "reports", "incidents", "statements", "reconciliation");

    private final Database database;
    private final Optional<MqttIngest> uplink;
    private final List<Route> routes;
    private final ApiServer server;

    private CentralNode(Database database, Optional<MqttIngest> uplink, List<Route> routes,
            ApiServer server) {
        this.database = database;
        this.uplink = uplink;
        this.routes = List.copyOf(routes);
        this.server = server;
    }

    /// Opens the database, migrates it, connects to the broker, and serves.
    static CentralNode start(CentralConfig config, Machine machine) throws StartException {
        var database = openDatabase(config.database());
        var opened = new ArrayDeque<Runnable>(List.of(database::close));
        try {
            var rooms = new Rooms(database, machine);
            var uplink = uplink(config.broker(), rooms, machine);
            uplink.ifPresent(connection -> opened.push(connection::close));
            var routes = routes(config, database, rooms, uplink, machine);
            return new CentralNode(database, uplink, routes.all, serve(config, routes, machine));
        } catch (IOException e) {
            opened.forEach(Runnable::run);
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            opened.forEach(Runnable::run);
            throw e;
        }
    }

    private static Optional<MqttIngest> uplink(CentralConfig.@Nullable Broker broker, Rooms rooms,
            Machine machine) throws IOException {
        if (broker == null) {
            return Optional.empty();
        }
        var settings = new MqttSettings(broker.host(), broker.port(), broker.certFile(), broker.keyFile(),
                broker.caFile());
        return Optional.of(MqttIngest.start(settings, rooms.ingest(), rooms.greeting(), machine.random()));
    }

    /// What is served, and what stands before it.
    private record Served(List<Route> all, List<Filter> filters) {}

    private static Served routes(CentralConfig config, Database database, Rooms rooms,
            Optional<MqttIngest> uplink, Machine machine) {
        var keys = KeyRing.open(database, new SigningKeyTable(), machine.clock(), machine.random(),
                machine.nanoTicker());
        var rules = TokenRules.of(config.issuer());
        var clients = new LiveClients(database, new ClientTable(), machine.nanoTicker());
        var trail = new AuditTable();
        var audit = new AuditFilter(database, trail, machine.clock());

        List<Route> routes = new ArrayList<>();
        routes.addAll(new SystemRoutes(probes(database, uplink), OpenApiDocument.of(DOCUMENTED)).routes());
        routes.addAll(new TokenRoutes(new AccessTokens(keys, rules, machine.clock(), machine.ids()), clients,
                keys).routes());
        routes.addAll(new AuditRoutes(database, trail).routes());
        routes.addAll(rooms.routes());

        // The order in which every request is looked at.
        return new Served(routes, List.of(audit,
                new IdentityFilter(new TokenCheck(keys, rules, machine.clock()), clients),
                Filter.receiveBody(), Filter.refuseCardNumbers(),
                new CommandFilter(database, new KeptAnswerTable(), machine.clock(), audit::seal)));
    }

    private static ApiServer serve(CentralConfig config, Served served, Machine machine) throws IOException {
        var tls = config.http().tls();
        return ApiServer.start(config.http().host(), config.http().port(),
                tls == null ? null : new ServerKeys(tls.certFile(), tls.keyFile()), HttpLimits.defaults(),
                served.all, served.filters,
                new ApiServer.Machine(machine.ids(), machine.random(), machine.nanoTicker()));
    }

    /// Without the broker the API still serves; stores keep what they have until it is back.
    private static List<Probe> probes(Database database, Optional<MqttIngest> uplink) {
        var probes = new ArrayList<Probe>();
        probes.add(new Probe("database", true, () -> database.inTransaction(_ -> true)));
        uplink.ifPresent(connection -> probes.add(new Probe("broker", false, connection::connected)));
        return probes;
    }

    /// The database of this configuration, migrated.
    static Database openDatabase(CentralConfig.Db config) throws StartException {
        try {
            return PostgresDatabase.open(new DatabaseSettings(config.url(), config.user(),
                    password(config.passwordFile()), config.poolSize(), config.durability()));
        } catch (RuntimeException e) {
            throw new StartException("database " + config.url() + ": " + StartException.reason(e), e);
        }
    }

    private static String password(Path file) throws StartException {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new StartException("database.passwordFile " + file + ": cannot be read ("
                    + e.getClass().getSimpleName() + ")", e);
        }
    }

    /// Everything that it serves.
    List<Route> routes() {
        return routes;
    }

    /// The port of the REST API.
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        uplink.ifPresent(MqttIngest::close);
        database.close();
    }
}
