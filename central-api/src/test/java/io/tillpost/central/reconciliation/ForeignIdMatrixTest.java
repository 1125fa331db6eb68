package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.TestNode;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.central.identity.Scopes;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.matrix.RouteMatrix;
import io.tillpost.matrix.RouteMatrix.As;
import io.tillpost.matrix.RouteMatrix.Subject;
import io.tillpost.protocol.journal.IdSource;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every operation that takes an id × {a client of another store, of another tenant}: what is somebody else's looks like
/// what does not exist. One of everything is made in the world of reconciliation, which has the most kinds.
class ForeignIdMatrixTest {
    private static final String COMMAND = "00000000-0000-7000-8000-0000000000c1";
    private static final String ASIDE = "00000000-0000-7000-8000-0000000000a1";
    private static final String NO_ID = "00000000-0000-7000-8000-000000000000";
    private static TestNode node;
    private static HttpClient http;
    private static final Map<String, Subject> SUBJECTS = new HashMap<>();

    @BeforeAll
    static void makeOneOfEverything() {
        node = TestNode.start(config -> CentralConfigs.withEnrolment(config,
                CentralConfigs.enrolment("mq.example.com", 8883, 60, false, null)));
        http = HttpClient.newHttpClient();
        var world = new ReconciliationWorld(node.database(), TestNode.TENANT);
        String payment = world.charge(GIROCARD, "10:14:09", 311, 208, 2380).toString();
        world.closeBatch(DAY, 2380);
        world.settle(new SettlementText().payout("NP-1", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2381))));
        world.bank(BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", 2381, "NP-1"))));
        world.run(DAY);
        incident();
        quarantined(world.storeName);
        node.post("/v1/api-keys", node.token(), "one-key",
                "{\"name\":\"k\",\"scopes\":[\"audit:read\"],\"stores\":[\"" + world.storeName + "\"]}");
        node.send(node.request("/v1/catalog/versions?stores=" + world.storeName)
                .header("Authorization", "Bearer " + node.token())
                .header("Idempotency-Key", "one-catalogue")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers
                        .ofString("sku,description,price,tax-rate,sales-class\n1,Tea,1.00,19,goods\n")));
        subjects(world, payment);
    }

    private static void incident() {
        var incidents = new SqlIncidents(Clock.systemUTC(),
                IdSource.uuidV7(Clock.systemUTC(), new Random(1)));
        node.database().database().inTransaction(transaction -> {
            incidents.raise(transaction, TestNode.TENANT, "store-acme", "journal-fork", "journal", "{}");
            return incidents;
        });
    }

    private static void goingDown(String store) {
        node.database().execute(
                """
                        insert into command (tenant, command, store, agent, name, arguments, issued_at, valid_until, asked_by,
                            traceparent, state, next_send_at)
                        values ('%1$s', '%3$s', '%2$s', 'one-box', 'hello', '{}', now(), now() + interval '1 hour', 'erp', '', 'issued', now());
                        insert into store_configuration (tenant, store, version, content, sha256, created_at, client)
                        values ('%1$s', '%2$s', 1, '{}', decode(repeat('00', 32), 'hex'), now(), 'erp');
                        insert into store_configuration_head (tenant, store, version) values ('%1$s', '%2$s', 1)"""
                        .formatted(TestNode.TENANT, store, COMMAND));
        one("sendCommand", "store", store, "{\"agent\":\"one-box\",\"name\":\"hello\"}");
        for (String operation : List.of("listCommands", "getConfiguration", "listConfigurationVersions",
                "listJournals")) {
            one(operation, "store", store);
        }
        one("putConfiguration", "store", store, "{}");
        one("rollBackConfiguration", "store", store, "{\"to\":1}");
        SUBJECTS.put("readConfiguration", new Subject(Map.of("store", store, "version", "1"), ""));
        var command = Map.of("store", store, "command", COMMAND);
        SUBJECTS.put("getCommand", new Subject(command, ""));
        SUBJECTS.put("cancelCommand", new Subject(command, ""));
        SUBJECTS.put("readJournalRows", new Subject(Map.of("store", store, "journal", ASIDE), ""));
    }

    private static void quarantined(String store) {
        String event = "00000000-0000-7000-8000-0000000000e1";
        node.database().execute(
                """
                        insert into journal (tenant, journal, store, agent, lane, epoch, head_seq, head_hash, welcomed_at)
                        values ('%1$s', '%3$s', '%2$s', 'aside-box', 'fin', 1, 1, decode(repeat('00', 32), 'hex'), now());
                        insert into event (tenant, event, digest) values ('%1$s', '%4$s', '');
                        insert into event_content (tenant, event, store, type, version, metadata, body, received_at, committed_at)
                        values ('%1$s', '%4$s', '%2$s', 'Odd', 1, '{}', '{}', now(), now());
                        insert into journal_position (tenant, journal, seq, event, hash)
                        values ('%1$s', '%3$s', 1, '%4$s', decode(repeat('00', 32), 'hex'));
                        insert into quarantine (tenant, journal, seq, event, store, reason, detail, since)
                        values ('%1$s', '%3$s', 1, '%4$s', '%2$s', 'unreadable', 'odd', now())"""
                        .formatted(TestNode.TENANT, store, ASIDE, event));
    }

    private static void subjects(ReconciliationWorld world, String payment) {
        one("getStore", "store", world.storeName);
        one("putStore", "store", world.storeName,
                """
                        {"legalEntity":"x","name":"x","zone":"Europe/Berlin","currency":"EUR","agents":[],"cardContracts":[]}""");
        one("readStoreCatalog", "store", world.storeName);
        one("getCatalogVersion", "version",
                world.value("select max(version) from catalog_version where tenant = :tenant"));
        String incident = world.value("select incident from incident where tenant = :tenant limit 1");
        one("getIncident", "incident", incident);
        one("closeIncident", "incident", incident);
        String key = world.value("select key_id from api_key where tenant = :tenant");
        one("getApiKey", "key", key);
        one("rotateApiKey", "key", key, "{}");
        one("disableApiKey", "key", key);
        node.addClient(TestNode.TENANT, "one-client", Set.of("audit:read"), Set.of(world.storeName));
        for (String operation : List.of("getClient", "getClientCredentials", "disableClient",
                "enableClient")) {
            one(operation, "client", "one-client");
        }
        one("rotateClientSecret", "client", "one-client");
        node.post("/v1/clients", node.token(), "one-named",
                "{\"clientId\":\"one-named\",\"method\":\"tls_client_auth\","
                        + "\"scopes\":[\"audit:read\"],\"stores\":[\"" + world.storeName
                        + "\"],\"certificateSubject\":\"CN=one\"}");
        one("getClientCredentials", "client", "one-named");
        one("putClientCredentials", "client", "one-named", "{\"certificateSubjects\":[\"CN=one\"]}");
        one("createEnrolmentCode", "store", world.storeName, "{\"agent\":\"one-box\"}");
        node.database()
                .execute("insert into store_agent (tenant, store, agent) values ('" + TestNode.TENANT + "', '"
                        + world.storeName + "', 'one-box')");
        one("getDevice", "agent", "one-box");
        one("revokeDevice", "agent", "one-box", "{\"reason\":\"superseded\"}");
        goingDown(world.storeName);
        one("getPayment", "payment", payment);
        var aside = Map.of("journal", ASIDE, "seq", "1");
        SUBJECTS.put("getQuarantined", new Subject(aside, ""));
        SUBJECTS.put("retryQuarantined", new Subject(aside, ""));
        SUBJECTS.put("dropQuarantined", new Subject(aside, "{\"reason\":\"n\"}"));
        one("getEntry", "entry",
                world.value("select entry from entry where tenant = :tenant order by entry limit 1"));
        one("listAccountLines", "account", ReconciliationWorld.SALES.value());
        one("getSettlement", "settlement",
                world.value("select settlement from settlement_file where tenant = :tenant"));
        one("getPayout", "payout", world.value("select payout from payout where tenant = :tenant"));
        one("getStatement", "statement",
                world.value("select statement from bank_statement where tenant = :tenant"));
        String discrepancy = world
                .value("select discrepancy from discrepancy where tenant = :tenant limit 1");
        one("getDiscrepancy", "discrepancy", discrepancy);
        one("resolveDiscrepancy", "discrepancy", discrepancy, "{\"reason\":\"n\"}");
        one("getBankAccount", "iban", BankText.IBAN);
        one("saveBankAccount", "iban", BankText.IBAN,
                "{\"legalEntity\":\"x\",\"currency\":\"EUR\",\"name\":\"x\"}");
        var day = Map.of("store", world.storeName, "businessDate", DAY.toString());
        SUBJECTS.put("runReconciliationDay", new Subject(day, ""));
        SUBJECTS.put("getReconciliationDay", new Subject(day, ""));
    }

    private static void one(String operation, String parameter, String id) {
        one(operation, parameter, id, "");
    }

    private static void one(String operation, String parameter, String id, String body) {
        SUBJECTS.put(operation, new Subject(Map.of(parameter, id), body));
    }

    @AfterAll
    static void stop() {
        http.close();
        node.close();
    }

    @Test
    void whatIsSomebodyElsesLooksLikeWhatDoesNotExist() {
        var clerk = node.addClient(TestNode.TENANT, "clerk", Scopes.ALL, Set.of("store-elsewhere"));
        var stranger = node.addClient("stranger", "stranger-erp", Scopes.ALL, null);
        var unknown = new HashMap<String, String>();
        SUBJECTS.values()
                .forEach(subject -> subject.ids().keySet().forEach(name -> unknown.put(name, NO_ID)));
        unknown.put("seq", "1");
        unknown.putAll(Map.of("store", "store-nowhere", "key", "000000000000", "account",
                "income:sales:0:nothing",
                "client", "nobody-erp", "agent", "box-nowhere", "version", "999999", "iban",
                "DE02120300000000202051", "businessDate", DAY.toString()));
        var result = new RouteMatrix(node.uri(), http).foreignIds(new As("owner", node.token(), Scopes.ALL),
                List.of(new As("another store", node.token("clerk", clerk), Scopes.ALL),
                        new As("another tenant", node.token("stranger-erp", stranger), Scopes.ALL)),
                SUBJECTS, unknown, Set.of("putStore", "saveBankAccount", "listAccountLines"));
        assertEquals(List.of(), result.wrong());
        assertEquals(0, result.routesUncovered());
    }
}
