package io.tillpost.central.enrolment;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.enrolment.file.BrokerFiles;
import io.tillpost.central.enrolment.sql.SqlAuthorities;
import io.tillpost.central.enrolment.sql.SqlBoxKeys;
import io.tillpost.central.enrolment.sql.SqlDevices;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/// The room on a database of its own, with a clock that a test turns.
public final class EnrolmentWorld implements AutoCloseable {
    public final TestDatabase test = TestDatabase.create();
    public final Database database = test.database();
    public final TurnedClock clock = new TurnedClock();
    public final SecureRandom random = new SecureRandom();
    public final SqlAuthorities authorities = new SqlAuthorities();
    public final SqlDevices devices = new SqlDevices();
    public final SqlStores stores = new SqlStores();
    public final SqlIncidents incidents = new SqlIncidents(clock, IdSource.uuidV7(clock, random));
    public final Vault vault = new KeyedVault(Map.of(1, new SecretKeySpec(new byte[32], "AES")), 1, random);
    public final AuthorityKeeper keeper = new AuthorityKeeper(database, authorities, vault, clock, random);
    public final RevocationLists lists = new RevocationLists(database, authorities, keeper, clock, random);
    public final EnrolmentCodes codes = new EnrolmentCodes(keeper, authorities, Set.of("foreign-node"),
            devices,
            stores, clock, random);
    public final Revocations revocations = new Revocations(devices, clock);
    public final SqlBoxKeys keys = new SqlBoxKeys(clock);
    public final Enrolment enrolment;
    public final Renewals renewals;

    public EnrolmentWorld() {
        var rules = new EnrolmentRules(List.of(new BrokerAddress("mq.example.com", 8883)),
                Duration.ofDays(60));
        enrolment = new Enrolment(database, keeper, authorities, devices, stores, incidents, rules, clock,
                random);
        renewals = new Renewals(database, keeper, authorities, devices, stores, incidents, rules, clock,
                random);
        keeper.init();
    }

    /// A clock that stands still until it is turned.
    public static final class TurnedClock extends Clock {
        private volatile Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);

        public void turn(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    public void store(String tenant, String name, String... agents) {
        database.inTransaction(tx -> stores.save(tx, new Store(tenant, name, "acme", "A store",
                ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"), List.of(agents), List.of()), null));
    }

    public String code(String tenant, String store, String agent) {
        return ((EnrolmentCodes.Made.Code) make(tenant, store, agent)).code().text();
    }

    /// As a caller that is narrowed to the store.
    public EnrolmentCodes.Made make(String tenant, String store, String agent) {
        return make(tenant, store, agent, false);
    }

    public EnrolmentCodes.Made make(String tenant, String store, String agent, boolean wholeTenant) {
        return database.inTransaction(tx -> codes.make(tx, tenant, store, agent,
                new EnrolmentCodes.Asker("a test", wholeTenant)));
    }

    /// Brings a box in.
    public EnrolmentReply enrolled(TestBox box, String tenant, String store, String agent) {
        try {
            return reply(enrolment.enrol(box.enrol(code(tenant, store, agent))));
        } catch (MalformedRequestException e) {
            throw new IllegalStateException(e);
        }
    }

    public static EnrolmentReply reply(Outcome outcome) {
        return ((Outcome.Issued) outcome).reply();
    }

    public void revoke(String tenant, String agent, RevocationReason reason) {
        var _ = database.inTransaction(tx -> revocations.revoke(tx, tenant, agent, reason,
                new EnrolmentCodes.Asker("a test", true)))
                .orElseThrow();
    }

    public BrokerFiles brokerFiles(String... nodes) {
        return new BrokerFiles(database, devices, authorities, lists, Set.of(nodes), clock);
    }

    /// By another clock.
    public BrokerFiles brokerFiles(Clock time) {
        return new BrokerFiles(database, devices, authorities, lists, Set.of(), time);
    }

    @Override
    public void close() {
        test.close();
    }
}
