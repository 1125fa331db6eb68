package io.tillpost.central;

import io.tillpost.central.apikey.http.ApiKeyRoutes;
import io.tillpost.central.apikey.sql.ApiKeyTable;
import io.tillpost.central.audit.http.AuditFilter;
import io.tillpost.central.audit.http.AuditRoutes;
import io.tillpost.central.audit.sql.AuditTable;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.Login;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.central.enrolment.file.BrokerFileWatch;
import io.tillpost.central.http.ApiServer;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.OpenApiDocument;
import io.tillpost.central.http.Probe;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.SystemRoutes;
import io.tillpost.central.http.TrustedProxy;
import io.tillpost.central.idempotency.IdempotencyKey;
import io.tillpost.central.idempotency.http.CommandFilter;
import io.tillpost.central.idempotency.sql.AnswersInClear;
import io.tillpost.central.idempotency.sql.KeptAnswerTable;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.mqtt.MqttIngest;
import io.tillpost.central.ingest.mqtt.MqttSettings;
import io.tillpost.central.ingest.sql.EventsInClear;
import io.tillpost.central.reconciliation.PayoutWatch;
import io.tillpost.central.vault.DatabaseVault;
import io.tillpost.central.vault.VaultKeeper;
import io.tillpost.central.vault.sql.SqlKeyTable;
import io.tillpost.protocol.failure.Causes;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One running head-office node: everything wired, nothing decided. Opening order is reading order, closing its reverse.
final class CentralNode implements AutoCloseable {
    /// Pieces of the OpenAPI document.
    private static final List<String> DOCUMENTED = List.of("identity", "keys", "audit", "catalog", "stores",
            "payments",
            "ledger",
            "reports", "incidents", "quarantine", "enrolment", "statements", "reconciliation", "commands",
            "configuration", "journals");

    private static final int MEBIBYTE_BITS = 20;

    private final Database database;
    private final VaultKeeper keeper;
    private final Optional<BrokerFileWatch> brokerFiles;
    private final Optional<MqttIngest> uplink;
    private final Courier courier;
    private final PayoutWatch payouts;
    private final List<Route> routes;
    private final ApiServer server;

    private CentralNode(Database database, VaultKeeper keeper, Optional<BrokerFileWatch> brokerFiles,
            Optional<MqttIngest> uplink, Courier courier, PayoutWatch payouts, List<Route> routes,
            ApiServer server) {
        this.database = database;
        this.keeper = keeper;
        this.brokerFiles = brokerFiles;
        this.uplink = uplink;
        this.courier = courier;
        this.payouts = payouts;
        this.routes = List.copyOf(routes);
        this.server = server;
    }

    /// Opens the database, migrates it, connects to the broker, and serves.
    static CentralNode start(CentralConfig config, Machine machine) throws StartException {
        var database = openDatabase(config.database());
        var opened = new ArrayDeque<Runnable>(List.of(database::close));
        try {
            var vault = vault(database, config, machine);
            var keeper = VaultKeeper.start(database, vault,
                    List.of(new EventsInClear(vault), new AnswersInClear(vault)));
            opened.push(keeper::close);
            var devices = new DeviceRoom(config, database, vault, machine);
            var brokerFiles = devices.start();
            brokerFiles.ifPresent(watch -> opened.push(watch::close));
            var load = new Load();
            var rooms = new Rooms(database, machine, vault, devices, load);
            var uplink = uplink(config, rooms, load, machine);
            uplink.ifPresent(connection -> opened.push(connection::close));
            opened.push(rooms.courier()::close);
            var payouts = rooms.watchPayouts();
            opened.push(payouts::close);
            var routes = routes(config, database, vault, rooms, uplink, machine);
            return new CentralNode(database, keeper, brokerFiles, uplink, rooms.courier(), payouts,
                    routes.all, serve(config, database, routes, machine));
        } catch (IOException | SealBrokenException e) {
            opened.forEach(Runnable::run);
            throw new StartException(Causes.inWords(e), e);
        } catch (StartException | RuntimeException e) {
            opened.forEach(Runnable::run);
            throw e;
        }
    }

    private static Optional<MqttIngest> uplink(CentralConfig config, Rooms rooms, Load load, Machine machine)
            throws IOException {
        var broker = config.broker();
        if (broker == null) {
            return Optional.empty();
        }
        var settings = new MqttSettings(broker.addresses(), broker.certFile(), broker.keyFile(),
                broker.caFile());
        var started = MqttIngest.start(settings, rooms.ingest(), rooms.greeting(), machine.random(),
                new MqttIngest.Work(config.ingest().workers(),
                        (long) config.ingest().waitingMebibytes() << MEBIBYTE_BITS, load,
                        machine.nanoTicker()),
                rooms.courier());
        rooms.courier().start(started);
        return Optional.of(started);
    }

    /// What is served, and what stands before it.
    private record Served(List<Route> all, List<Filter> filters) {}

    private static Served routes(CentralConfig config, Database database, Vault vault, Rooms rooms,
            Optional<MqttIngest> uplink, Machine machine) throws StartException, IOException {
        var access = Access.open(config, database, vault, rooms.deviceKeys(), machine);
        var gate = new Gate(config, database, machine, access.clients());
        var trail = new AuditTable();
        var audit = new AuditFilter(database, trail, machine.clock(),
                header -> IdempotencyKey.parse(header).map(IdempotencyKey::value).orElse(header));

        List<Route> routes = new ArrayList<>();
        routes.addAll(new SystemRoutes(probes(database, uplink), OpenApiDocument.of(DOCUMENTED)).routes());
        routes.addAll(gate.tokenRoutes(access.tokenRoutes()));
        routes.addAll(access.clientRoutes());
        routes.addAll(
                new ApiKeyRoutes(database, new ApiKeyTable(), machine.clock(), machine.random()).routes());
        routes.addAll(new AuditRoutes(database, trail).routes());
        routes.addAll(rooms.routes());

        return new Served(routes, gate.filters(audit, access.tokens(),
                new CommandFilter(database, new KeptAnswerTable(vault), machine.clock(), audit::seal,
                        config.database().commandsAtOnce())));
    }

    private static ApiServer serve(CentralConfig config, Database database, Served served, Machine machine)
            throws IOException {
        var tls = config.http().tls();
        var proxy = config.http().proxy();
        return ApiServer.start(config.http().host(), config.http().port(),
                tls == null ? null : Access.keys(tls, database),
                HttpLimits.defaults().perAddress(config.http().connectionsPerAddress()),
                proxy == null ? TrustedProxy.NONE : new TrustedProxy(proxy.header(), proxy.addresses()),
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

    /// What everything at rest is sealed with.
    static DatabaseVault vault(Database database, CentralConfig config, Machine machine)
            throws StartException {
        try {
            return DatabaseVault.open(database, new SqlKeyTable(), machine.masterKeys(), config.masterKey());
        } catch (MasterKeyException | WrongMasterKeyException | SealBrokenException e) {
            throw new StartException("masterKey " + e.getMessage(), e);
        }
    }

    /// The database of this configuration, migrated.
    static Database openDatabase(CentralConfig.Db config) throws StartException {
        try {
            var owner = config.owner();
            return PostgresDatabase.open(
                    new DatabaseSettings(config.url(), config.user(),
                            password("database.passwordFile", config.passwordFile()), config.poolSize(),
                            config.durability(), config.patience()),
                    owner == null
                            ? null
                            : new Login(owner.user(),
                                    password("database.owner.passwordFile", owner.passwordFile())));
        } catch (RuntimeException e) {
            throw new StartException("database " + config.url() + ": " + StartException.reason(e), e);
        }
    }

    private static String password(String key, Path file) throws StartException {
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new StartException(key + " " + file + ": cannot be read ("
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
        payouts.close();
        courier.close();
        uplink.ifPresent(MqttIngest::close);
        brokerFiles.ifPresent(BrokerFileWatch::close);
        keeper.close();
        database.close();
    }
}
