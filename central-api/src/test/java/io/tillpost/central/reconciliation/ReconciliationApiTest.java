package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.SchemaCheck;
import io.tillpost.central.TestNode;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.Scopes;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.central.shift.KeptZ;
import io.tillpost.central.shift.sql.SqlZReports;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Imports, days and discrepancies as a head-office program sees them: over real HTTP, with a token.
class ReconciliationApiTest {
    private static final Line RIGHT = new Line("2026-03-02", "10:14:09", 311, 208, 2380);
    private static final Line WRONG = new Line("2026-03-02", "11:02:41", 312, 209, 536);
    private static final String DAY_PATH = "/v1/reconciliation/days/store-acme/2026-03-02";

    private static TestNode node;
    private static String token;
    private static String document;
    private static JsonNode settlement;

    @BeforeAll
    static void importADay() {
        node = TestNode.start();
        token = node.token();
        document = node.get("/openapi.json", null).body();
        var world = new ReconciliationWorld(node.database(), TestNode.TENANT);
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.charge(GIROCARD, "11:02:41", 312, 209, 535);
        world.closeBatch(DAY, 2915);
        settlement = created(upload("/v1/settlements?acquirer=nordpay", "text/csv", file("NP-260302-0417")),
                "/v1/settlements");
        created(upload("/v1/statements", "application/xml", BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", RIGHT.net() + WRONG.net(), "NP-260302-0417")))),
                "/v1/statements");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static byte[] file(String reference) {
        return new SettlementText()
                .payout(reference, "2026-03-03", "2026-03-02", GIROCARD, List.of(RIGHT, WRONG))
                .bytes();
    }

    @Test
    void anImportSaysWhatWasNew() {
        assertEquals(1, settlement.get("newPayouts").intValue());
        var again = created(upload("/v1/settlements?acquirer=nordpay", "text/csv", file("NP-260302-0417")),
                "/v1/settlements");
        assertEquals(0, again.get("newPayouts").intValue());
        assertEquals(settlement.get("settlement"), again.get("settlement"));
    }

    @Test
    void aSettlementShowsItsPayoutsAndWhatEachLineIs() {
        String id = settlement.get("settlement").textValue();
        var shown = read("/v1/settlements/" + id, "/v1/settlements/{settlement}");

        assertEquals("paid", shown.at("/payouts/0/state").textValue());
        assertEquals("matched", shown.at("/lines/items/0/state").textValue());
        assertEquals("wrong-amount", shown.at("/lines/items/1/state").textValue());
        assertEquals("10:14:09", shown.at("/lines/items/0/stated/terminalTime").textValue());
        var page = read("/v1/settlements/" + id + "?limit=1", "/v1/settlements/{settlement}");
        var next = read(
                "/v1/settlements/" + id + "?limit=1&cursor=" + page.at("/lines/nextCursor").textValue(),
                "/v1/settlements/{settlement}");
        assertEquals(shown.at("/lines/items/1"), next.at("/lines/items/0"));
    }

    @Test
    void payoutsAreListedByState() {
        assertEquals(1, read("/v1/payouts?state=paid", "/v1/payouts").get("items").size());
        assertEquals(0, read("/v1/payouts?state=open", "/v1/payouts").get("items").size());
        String id = read("/v1/payouts", "/v1/payouts").at("/items/0/payout").textValue();
        assertEquals("NP-260302-0417",
                read("/v1/payouts/" + id, "/v1/payouts/{payout}").get("reference").textValue());
    }

    @Test
    void aStatementShowsItsLines() {
        var list = read("/v1/statements", "/v1/statements");
        String id = list.at("/items/0/id").textValue();
        var shown = read("/v1/statements/" + id, "/v1/statements/{statement}");

        assertEquals("booked", shown.at("/lines/items/0/line/status").textValue());
        assertEquals(0, shown.at("/statement/findings").size());
    }

    @Test
    void aDaySaysWhoDiffersAndWhy() {
        var run = node.post(DAY_PATH, token, key(), "");
        assertEquals(200, run.statusCode(), run.body());
        var day = TestNode.json(run);

        assertEquals(day, read(DAY_PATH, "/v1/reconciliation/days/{store}/{businessDate}"));
        assertEquals("settlement", day.at("/differs/0").textValue());
        assertEquals("wrong-amount", day.at("/discrepancies/0/class").textValue());
    }

    @Test
    void aZThatTheLedgerDoesNotHaveIsShownLineByLine() {
        var zero = Money.of(0, "EUR");
        var totals = new ShiftTotals(1, Money.of(1190, "EUR"), 0, zero, 0, List.of(), List.of(), zero, zero,
                zero,
                List.of(), List.of(), 0, null);
        var report = new ZReported(2, "drawer-1", Instant.EPOCH, Instant.EPOCH, totals, Money.of(1190, "EUR"),
                zero, zero, zero, zero);
        node.database().database().inTransaction(tx -> {
            new SqlZReports().save(tx, TestNode.TENANT,
                    List.of(new KeptZ(new UUID(9, 9), "store-acme", "till-1",
                            new UUID(8, 8), DAY.plusDays(60), Instant.EPOCH, report)));
            return true;
        });

        var day = read("/v1/reports/z?businessDate=2026-05-01&store=store-acme", "/v1/reports/z");
        assertEquals(false, day.get("ok").booleanValue());
        assertEquals(List.of("sales gross", "refunds gross", "cash less what was given back",
                "card less what was given back", "voucher less what was given back", "cash as TENDER",
                "cash as REFUND", "cash as PAY_IN", "cash as PAY_OUT", "cash as SAFE_DROP",
                "cash as BANK_DEPOSIT", "tips", "rounding", "left uncounted before", "short at opening",
                "expected cash", "over or short", "lifted"),
                day.at("/reports/0/lines").findValuesAsText("what"));
        assertEquals("""
                {"what":"sales gross","report":{"minor":1190,"currency":"EUR"},\
                "ledger":{"minor":0,"currency":"EUR"},"difference":{"minor":1190,"currency":"EUR"}}""",
                day.at("/reports/0/lines/0").toString());
        assertEquals("Z 1 of till till-1 is missing before this one",
                day.at("/reports/0/findings/0").textValue());
        var result = read("/v1/reconciliation/days/store-acme/2026-05-01",
                "/v1/reconciliation/days/{store}/{businessDate}");
        assertEquals(false, result.get("green").booleanValue());
        assertEquals(false, result.at("/zReports/0/ok").booleanValue());
    }

    @Test
    void paymentsAreListedByKind() {
        assertEquals(2, read("/v1/payments?kind=charge", "/v1/payments").get("items").size());
        assertEquals(0, read("/v1/payments?kind=refund", "/v1/payments").get("items").size());
        assertEquals(400, node.get("/v1/payments?kind=tip", token).statusCode());
    }

    @Test
    void aPersonResolvesADiscrepancyOnceAndForAReason() {
        created(upload("/v1/statements", "application/xml", BankText.statement("2026-04-01", 0,
                List.of(new BankText.Entry("2026-04-01", 4711, "RENT")))), "/v1/statements");
        String id = read("/v1/discrepancies?class=unknown-line&state=open", "/v1/discrepancies")
                .at("/items/0/id")
                .textValue();
        String path = "/v1/discrepancies/" + id;

        assertEquals(400, node.post(path + "/resolve", token, key(), "{\"reason\":\" \"}").statusCode());
        var resolved = TestNode
                .json(node.post(path + "/resolve", token, key(), "{\"reason\":\"rent of the annex\"}"));

        assertEquals("resolved", resolved.get("state").textValue());
        assertEquals("rent of the annex",
                read(path, "/v1/discrepancies/{discrepancy}").get("reason").textValue());
        refused(409, "discrepancy-not-open",
                node.post(path + "/resolve", token, key(), "{\"reason\":\"again\"}"));
    }

    @Test
    void aFileThatCannotBeReadIsRefusedWithItsPlace() {
        String broken = new String(file("NP-1"), StandardCharsets.UTF_8).replaceFirst(",23.80,", ",23.8,");
        var refusal = refused(422, "unreadable-file", upload("/v1/settlements?acquirer=nordpay", "text/csv",
                broken.getBytes(StandardCharsets.UTF_8)));
        assertEquals("/line/2/column/17", refusal.at("/errors/0/pointer").textValue());

        var cut = refused(422, "unreadable-file",
                upload("/v1/statements", "application/xml", "<Document><BkToCstmrStmt>".getBytes(
                        StandardCharsets.UTF_8)));
        assertTrue(cut.get("detail").textValue().contains("line 1"), cut.toString());
    }

    @Test
    void whatContradictsWhatIsKnownIsRefused() {
        var changed = new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(RIGHT));
        refused(409, "settlement-conflict",
                upload("/v1/settlements?acquirer=nordpay", "text/csv", changed.bytes()));
        refused(422, "unknown-merchant-id",
                upload("/v1/settlements?acquirer=other", "text/csv", file("NP-2")));
        refused(400, "malformed-request", upload("/v1/settlements", "text/csv", file("NP-2")));
        String foreign = new String(BankText.statement("2026-03-03", 0, List.of()), StandardCharsets.UTF_8)
                .replace(BankText.IBAN, "GB33BUKB20201555555555");
        refused(422, "unknown-bank-account",
                upload("/v1/statements", "application/xml", foreign.getBytes(StandardCharsets.UTF_8)));
        refused(409, "bank-account-conflict", put("/v1/bank-accounts/" + BankText.IBAN,
                "{\"legalEntity\":\"other\",\"currency\":\"EUR\",\"name\":\"Main\"}"));
        refused(422, "bank-account-invalid", put("/v1/bank-accounts/DE88370400440532013000",
                "{\"legalEntity\":\"acme-gmbh\",\"currency\":\"EUR\",\"name\":\"Main\"}"));
    }

    @Test
    void aBankAccountMayGetAnotherName() {
        var answer = put("/v1/bank-accounts/" + BankText.IBAN,
                "{\"legalEntity\":\"acme-gmbh\",\"currency\":\"EUR\",\"name\":\"House bank\"}");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("House bank", TestNode.json(answer).get("name").textValue());
    }

    @Test
    void aBankAccountMayBePutRightUntilItHasStatements() {
        String path = "/v1/bank-accounts/4711-A";
        String named = "{\"legalEntity\":\"%s\",\"currency\":\"%s\",\"name\":\"Second\"}";
        assertEquals(201, put("/v1/stores/south-1",
                "{\"legalEntity\":\"acme-south\",\"name\":\"South\",\"zone\":\"Europe/Berlin\",\"currency\":\"EUR\","
                        + "\"agents\":[],\"cardContracts\":[]}")
                .statusCode());
        assertEquals(200, put(path, named.formatted("acme-south", "USD")).statusCode());

        var mended = put(path, named.formatted("acme-gmbh", "EUR"));
        assertEquals(200, mended.statusCode(), mended.body());
        assertEquals(TestNode.json(mended), TestNode.json(node.get(path, token)));

        String statement = new String(BankText.statement("2026-03-03", 0,
                List.of(new BankText.Entry("2026-03-03", 100, "INTEREST"))), StandardCharsets.UTF_8)
                .replace(BankText.IBAN, "4711-A");
        created(upload("/v1/statements", "application/xml", statement.getBytes(StandardCharsets.UTF_8)),
                "/v1/statements");
        refused(409, "bank-account-conflict", put(path, named.formatted("acme-south", "EUR")));
        refused(409, "bank-account-conflict", put(path, named.formatted("acme-gmbh", "USD")));
    }

    @ParameterizedTest
    @CsvSource({"acme-gmhb, EUR, legal entity 'acme-gmhb'", "acme-gmbh, XAU, currency 'XAU'",
        "acme-gmbh, EURO, currency 'EURO'"})
    void aBankAccountIsOfAStoresLegalEntityAndInACurrencyWithMinorUnits(String entity, String currency,
            String detail) {
        var refusal = refused(422, "bank-account-invalid", put("/v1/bank-accounts/4711-B",
                "{\"legalEntity\":\"" + entity + "\",\"currency\":\"" + currency + "\",\"name\":\"B\"}"));

        assertTrue(refusal.get("detail").textValue().contains(detail), refusal.toString());
        assertEquals(404, node.get("/v1/bank-accounts/4711-B", token).statusCode());
    }

    @Test
    void aBankAccountThatSomebodyElseHasNamedIsNotNamedOver() {
        String path = "/v1/bank-accounts/GB82WEST12345698765432";
        String named = "{\"legalEntity\":\"acme-gmbh\",\"currency\":\"EUR\",\"name\":\"%s\"}";
        refused(412, "precondition-failed", put(path, named.formatted("First"), "If-Match", "*"));
        var first = put(path, named.formatted("First"), "If-None-Match", "*");
        assertEquals(200, first.statusCode(), first.body());
        refused(412, "precondition-failed", put(path, named.formatted("Second"), "If-None-Match", "*"));
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertEquals(200, put(path, named.formatted("Theirs"), "If-Match", tag).statusCode());
        assertEquals(200, put(path, named.formatted("Theirs"), "If-Match", tag).statusCode(),
                "repeated, for its answer was lost");
        refused(412, "precondition-failed", put(path, named.formatted("Mine"), "If-Match", tag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/settlements/%s", "/v1/payouts/%s", "/v1/statements/%s",
        "/v1/discrepancies/%s",
        "/v1/reconciliation/days/nowhere/2026-03-02", "/v1/reconciliation/days/store-acme/2026-02-30"})
    void whatIsNotThereIsNotFound(String path) {
        refused(404, "not-found", node.get(path.formatted(UUID.randomUUID()), token));
    }

    @Test
    void whatIsSomebodyElsesIsNotFoundEither() {
        var secret = ClientSecret.create(new SecureRandom());
        node.database().database().inTransaction(transaction -> new ClientTable().add(transaction,
                new ApiClient("others", "theirs", secret.hash(), Scopes.ALL, null, Instant.now(), null)));
        String theirs = node.token("theirs", secret);

        refused(404, "not-found",
                node.get("/v1/settlements/" + settlement.get("settlement").textValue(), theirs));
        refused(404, "not-found", node.get(DAY_PATH, theirs));
        assertEquals(0, TestNode.json(node.get("/v1/payouts", theirs)).get("items").size());
        assertEquals(0, TestNode.json(node.get("/v1/discrepancies", theirs)).get("items").size());
        assertEquals(0, TestNode.json(node.get("/v1/statements", theirs)).get("items").size());
    }

    @ParameterizedTest
    @CsvSource({"/v1/payouts?state=lost", "/v1/discrepancies?class=odd", "/v1/discrepancies?state=odd",
        "/v1/payouts?colour=red"})
    void aFilterThatMeansNothingIsRefused(String path) {
        refused(400, "malformed-request", node.get(path, token));
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static HttpResponse<String> upload(String path, String contentType, byte[] body) {
        return node.send(node.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key())
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static HttpResponse<String> put(String path, String json, String... headers) {
        var request = node.request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return node.send(request
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key())
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    private static JsonNode created(HttpResponse<String> answer, String template) {
        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals(List.of(), SchemaCheck.objections(document, template, "POST", 201, answer.body()));
        return TestNode.json(answer);
    }

    private static JsonNode read(String path, String template) {
        var answer = node.get(path, token);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(List.of(), SchemaCheck.objections(document, template, "GET", 200, answer.body()));
        return TestNode.json(answer);
    }

    private static JsonNode refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, TestNode.json(answer).get("code").textValue());
        return TestNode.json(answer);
    }
}
