package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.enrolment.AuthorityKeeper;
import io.tillpost.central.enrolment.Enrolment;
import io.tillpost.central.enrolment.EnrolmentCodes;
import io.tillpost.central.enrolment.EnrolmentRules;
import io.tillpost.central.enrolment.Renewals;
import io.tillpost.central.enrolment.RevocationLists;
import io.tillpost.central.enrolment.Revocations;
import io.tillpost.central.enrolment.file.BrokerFileWatch;
import io.tillpost.central.enrolment.file.BrokerFiles;
import io.tillpost.central.enrolment.http.DeviceRoutes;
import io.tillpost.central.enrolment.http.EnrolmentRoutes;
import io.tillpost.central.enrolment.sql.SqlAuthorities;
import io.tillpost.central.enrolment.sql.SqlBoxKeys;
import io.tillpost.central.enrolment.sql.SqlDevices;
import io.tillpost.central.http.Route;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.ingest.Heads;
import io.tillpost.central.ingest.mqtt.NodeName;
import io.tillpost.central.store.http.AskedStore;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.protocol.seal.Vault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The room `enrolment`, wired.
final class DeviceRoom {
    private final CentralConfig config;
    private final Database database;
    private final Machine machine;
    private final SqlAuthorities authorities = new SqlAuthorities();
    private final SqlDevices devices = new SqlDevices();
    private final SqlStores stores = new SqlStores();
    private final SqlIncidents incidents;
    private final AuthorityKeeper keeper;
    private final RevocationLists lists;

    DeviceRoom(CentralConfig config, Database database, Vault vault, Machine machine) {
        this.config = config;
        this.database = database;
        this.machine = machine;
        this.incidents = new SqlIncidents(machine.clock(), machine.ids());
        this.keeper = new AuthorityKeeper(database, authorities, vault, machine.clock(),
                machine.random());
        this.lists = new RevocationLists(database, authorities, keeper, machine.clock(), machine.random());
    }

    /// Makes the authority where boxes are to be enrolled, and begins to write the broker's files where that is configured.
    Optional<BrokerFileWatch> start() throws IOException {
        var enrolment = config.enrolment();
        if (enrolment == null) {
            return Optional.empty();
        }
        keeper.init();
        var files = enrolment.brokerFiles();
        return files == null
                ? Optional.empty()
                : Optional.of(BrokerFileWatch.start(brokerFiles(),
                        new BrokerFiles.Places(files.agentsFile(), files.aclFile(), files.crlFile(), null)));
    }

    AuthorityKeeper keeper() {
        return keeper;
    }

    SqlDevices devices() {
        return devices;
    }

    SqlStores stores() {
        return stores;
    }

    EnrolmentCodes codes() throws IOException {
        return new EnrolmentCodes(keeper, authorities, foreignNodes(), devices, stores, machine.clock(),
                machine.random());
    }

    Revocations revocations() {
        return new Revocations(devices, machine.clock());
    }

    /// Who answers boxes; absent where the node is not configured for it.
    EnrolmentRoutes.@Nullable Desk desk() {
        var enrolment = config.enrolment();
        if (enrolment == null) {
            return null;
        }
        var rules = new EnrolmentRules(enrolment.brokers(), Duration.ofDays(enrolment.certificateDays()));
        return new EnrolmentRoutes.Desk(
                new Enrolment(database, keeper, authorities, devices, stores, incidents, rules,
                        machine.clock(), machine.random()),
                new Renewals(database, keeper, authorities, devices, stores, incidents, rules,
                        machine.clock(), machine.random()));
    }

    /// What brokers are told, including this node's own name.
    BrokerFiles brokerFiles() throws IOException {
        return new BrokerFiles(database, devices, authorities, lists, foreignNodes(), machine.clock());
    }

    /// The name of this node: another authority may have made its certificate.
    private Set<String> foreignNodes() throws IOException {
        var broker = config.broker();
        return broker == null ? Set.of() : Set.of(NodeName.of(broker.certFile()));
    }

    /// Who judges the signatures over batches; absent where boxes are not enrolled.
    @Nullable
    Heads heads() {
        var enrolment = config.enrolment();
        return enrolment == null
                ? null
                : new Heads(database, keys(), enrolment.acceptUnsigned()
                        ? Heads.Unsigned.ACCEPT
                        : Heads.Unsigned.REFUSE);
    }

    /// The keys of boxes, for their batches and their tokens.
    SqlBoxKeys keys() {
        return new SqlBoxKeys(machine.clock());
    }

    List<Route> routes() throws IOException {
        var routes = new ArrayList<Route>();
        routes.addAll(new EnrolmentRoutes(keeper, lists, desk()).routes());
        routes.addAll(new DeviceRoutes(database, devices, codes(), revocations(),
                new AskedStore(database, stores), machine.clock()).routes());
        return routes;
    }
}
