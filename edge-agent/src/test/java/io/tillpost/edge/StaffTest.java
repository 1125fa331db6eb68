package io.tillpost.edge;

import static io.tillpost.edge.TillWorld.TWENTY;
import static io.tillpost.edge.TillWorld.assertProblem;
import static io.tillpost.edge.TillWorld.basket;
import static io.tillpost.edge.TillWorld.ok;
import static io.tillpost.edge.TillWorld.opening;
import static io.tillpost.edge.TillWorld.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People at the tills, over HTTP: who may do what, where, and who approved it.
class StaffTest {
    private static final String DROP = "{\"kind\":\"SAFE_DROP\",\"amount\":{\"minor\":5000,\"currency\":\"EUR\"}}";
    private static final String COUNTED = "{\"countedCash\":{\"minor\":10000,\"currency\":\"EUR\"}}";
    private static final String BACK = """
            {"lines":[{"line":1,"quantityThousandths":1000}],"reason":"broken","tender":{"kind":"cash"}}""";
    @TempDir
    private Path folder;
    private TillWorld world;

    @BeforeEach
    void start() throws Exception {
        world = new TillWorld(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aTillFindsItsStoreAndItsPeopleBeforeAnybodySignsIn() throws Exception {
        JsonNode setup = ok(world.open("/v1/till-setup"));
        assertEquals("s-1", setup.required("store").asText());
        assertEquals("EUR", setup.required("currency").asText());
        assertEquals(2, setup.required("currencyDigits").asInt());
        assertTrue(setup.required("blindCount").asBoolean());
        assertEquals("terminal-1", setup.required("tills").get(0).required("terminal").asText());
        assertEquals("{\"operator\":\"anna\",\"title\":\"Anna\",\"role\":\"cashier\"}",
                setup.required("operators").get(0).toString());
        assertFalse(setup.toString().contains("1111"));
    }

    @Test
    void aCashierSignsInSellsAndSignsOut() throws Exception {
        JsonNode session = ok(world.trySignIn("till-1", "anna", "1111"));
        assertEquals("[\"sell\",\"discount\",\"void-line\",\"void-cart\",\"no-sale\",\"close-shift\","
                + "\"reprint\",\"training\"]", session.required("permissions").toString());
        String anna = session.required("token").asText();
        assertEquals("anna", ok(world.get(anna, "/v1/sessions/current")).required("operator").asText());
        assertFalse(world.get(anna, "/v1/sessions/current").body().contains(anna));
        String shift = world.openShift(anna, "till-1");
        String sale = world.sale("till-1", 500);
        assertEquals("COMPLETED",
                ok(world.post(anna, "/v1/sales/" + sale + "/tenders", TWENTY)).required("state").asText());
        assertEquals(1, ok(world.post(anna, "/v1/shifts/" + shift + "/close", "{}")).required("z")
                .required("number")
                .asInt());
        var _ = ok(world.post(anna, "/v1/sessions/current/end", "{}"));
        assertProblem(401, "unauthorized", world.get(anna, "/v1/sessions/current"));
    }

    @Test
    void wrongPinsLockAlsoOverARestart() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertProblem(401, "wrong-pin", world.trySignIn("till-1", "anna", "9999"));
        }
        world.restart();
        var locked = world.trySignIn("till-1", "anna", "9999");
        assertProblem(429, "operator-locked", locked);
        assertFalse(locked.body().contains("9999"));
        world.restart();
        assertProblem(429, "operator-locked", world.trySignIn("till-1", "anna", "1111"));
        world.clock.turn(Duration.ofMinutes(5));
        var _ = world.signIn("till-1", "anna");
    }

    @Test
    void aPinOfAnotherShapeIsNotQuoted() throws Exception {
        var answer = world.trySignIn("till-1", "anna", "86753099999");
        assertProblem(400, "malformed-request", answer);
        assertFalse(answer.body().contains("8675"), answer.body());
    }

    @Test
    void whoeverSignsInTakesTheTillOverAlsoOverARestart() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String ben = world.signIn("till-1", "ben");
        world.restart();
        assertProblem(401, "till-taken-over", world.get(anna, "/v1/status"));
        assertProblem(401, "till-taken-over", world.post(anna, "/v1/shifts", opening("till-1")));
        var _ = ok(world.get(ben, "/v1/status"));
    }

    @Test
    void whatARoleMayNotDoNeedsAnApprovalThatIsUsedOnce() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String cash = "/v1/shifts/" + world.openShift(anna, "till-1") + "/cash";
        var needed = world.post(anna, cash, DROP);
        assertProblem(403, "approval-needed", needed);
        assertEquals("cash-movement",
                tree(needed).required("errors").get(0).required("detail").asText());
        String approval = world.approval(anna, "ben", "cash-movement");
        String key = UUID.randomUUID().toString();
        var first = world.post(anna, cash, DROP, key, approval);
        var _ = ok(first);
        assertEquals(first.body(), world.post(anna, cash, DROP, key, approval).body());
        assertProblem(403, "approval-needed", world.approved(anna, cash, DROP, approval));
        assertProblem(403, "approval-needed",
                world.approved(anna, cash, DROP, world.approval(anna, "ben", "refund")));
        world.close();
        Envelope envelope = lastEnvelope(Lane.FIN);
        assertEquals("anna", envelope.actor().name());
        assertEquals("ben", Objects.requireNonNull(envelope.approver()).name());
    }

    /// The journal tries once more when it has given up the room that it holds for that.
    @Test
    void aCommandThatFitsOnlyInItsSecondTryUsesItsApprovalOnce() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String cash = "/v1/shifts/" + world.openShift(anna, "till-1") + "/cash";
        String approval = world.approval(anna, "ben", "cash-movement");
        world.fullFor(1);
        var _ = ok(world.approved(anna, cash, DROP, approval));
        assertProblem(403, "approval-needed", world.approved(anna, cash, DROP, approval));
    }

    @Test
    void aCommandForWhichTheDiskHasNoRoomLeavesItsApproval() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String cash = "/v1/shifts/" + world.openShift(anna, "till-1") + "/cash";
        String approval = world.approval(anna, "ben", "cash-movement");
        world.fullFor(Integer.MAX_VALUE);
        assertProblem(507, "disk-full", world.approved(anna, cash, DROP, approval));
        world.fullFor(0);
        var _ = ok(world.approved(anna, cash, DROP, approval));
        assertProblem(403, "approval-needed", world.approved(anna, cash, DROP, approval));
    }

    @Test
    void aRefusedCommandLeavesItsApproval() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String cash = "/v1/shifts/" + world.openShift(anna, "till-1") + "/cash";
        String approval = world.approval(anna, "ben", "CASH_MOVEMENT");
        assertProblem(422, "amount-not-valid",
                world.approved(anna, cash, DROP.replace("5000", "999999"), approval));
        var _ = ok(world.approved(anna, cash, DROP, approval));
    }

    @Test
    void anAmountThatNoBookTakesIsNotTakenAtTheTill() throws Exception {
        String ben = world.signIn("till-1", "ben");
        String cash = "/v1/shifts/" + world.openShift(ben, "till-1") + "/cash";
        String payIn = "{\"kind\":\"PAY_IN\",\"reason\":\"change\",\"amount\":{\"minor\":5000,\"currency\":\"EUR\"}}";
        var refused = world.post(ben, cash, payIn.replace("5000", "10000000000001"));
        assertProblem(400, "malformed-request", refused);
        assertTrue(refused.body().contains("\"/amount\""), refused.body());
        var _ = ok(world.post(ben, cash, payIn.replace("5000", "10000000000000")));
    }

    @Test
    void whoMayNotDoItCannotApproveIt() throws Exception {
        String anna = world.signIn("till-1", "anna");
        assertProblem(403, "approval-needed", world.post(anna, "/v1/approvals",
                "{\"operator\":\"anna\",\"pin\":\"1111\",\"permission\":\"refund\"}"));
        assertProblem(400, "malformed-request", world.post(anna, "/v1/approvals",
                "{\"operator\":\"ben\",\"pin\":\"2222\",\"permission\":\"fly\"}"));
        assertProblem(401, "unauthorized", world.post(world.apiToken(), "/v1/approvals",
                "{\"operator\":\"ben\",\"pin\":\"2222\",\"permission\":\"refund\"}"));
    }

    @Test
    void aSessionActsOnItsOwnTillAlone() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String ben = world.signIn("till-2", "ben");
        String shift = world.openShift(anna, "till-1");
        String sale = world.sale("till-1", 500);
        assertProblem(403, "other-till", world.post(ben, "/v1/shifts", opening("till-1")));
        assertProblem(403, "other-till", world.post(ben, "/v1/shifts/" + shift + "/close", "{}"));
        assertProblem(403, "other-till", world.get(ben, "/v1/shifts/" + shift + "/x"));
        assertProblem(403, "other-till", world.post(ben, "/v1/sales", basket("till-1", 1)));
        assertProblem(403, "other-till", world.post(ben, "/v1/terminals/terminal-1/end-of-day", "{}"));
        assertProblem(403, "other-till", world.post(ben, "/v1/sales/" + sale + "/tenders", TWENTY));
        assertProblem(403, "other-till", world.post(ben, "/v1/sales/" + sale + "/abort", "{}"));
        assertProblem(409, "drawer-in-use", world.post(ben, "/v1/shifts", opening("till-2")));
        var _ = ok(world.get(ben, "/v1/sales/" + sale));
        var _ = ok(world.post(world.apiToken(), "/v1/sales/" + sale + "/abort", "{}"));
    }

    /// The sale that was paid by it has ended, and is no till's any more; the refund is.
    @Test
    void theCardAttemptOfARefundIsOfTheTillThatGivesItBack() throws Exception {
        String mia = world.signIn("till-1", "mia");
        String ben = world.signIn("till-2", "ben");
        var _ = ok(world.post(mia, "/training/v1/shifts", opening("till-1")));
        String sale = trainingSale(mia, 1205);
        var _ = ok(world.post(mia, "/training/v1/sales/" + sale + "/tenders", TWENTY));
        String attempt = ok(world.post(mia, "/training/v1/sales/" + sale + "/refunds", BACK
                .replace("cash", "card"))).required("attempt").asText();
        String path = "/training/v1/attempts/" + attempt;
        assertEquals("NOT_CHARGED",
                ok(world.get(mia, path + "?wait=20")).required("state").asText());
        assertProblem(403, "other-till", world.post(ben, path + "/attest", "{\"moved\":false}"));
        assertProblem(403, "other-till", world.post(ben, path + "/abort", "{}"));
        assertProblem(409, "not-to-attest", world.post(mia, path + "/attest", "{\"moved\":false}"));
    }

    @Test
    void aProgramsRefundIsOfWhoeverWorksWhereItIsGivenBack() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String shift = world.openShift(anna, "till-1");
        String sale = world.sale("till-1", 500);
        var _ = ok(world.post(anna, "/v1/sales/" + sale + "/tenders", TWENTY));
        var _ = ok(world.post(anna, "/v1/shifts/" + shift + "/close", "{}"));
        String program = world.apiToken();
        String here = BACK.replace("{\"lines\"", "{\"till\":\"till-2\",\"lines\"");
        assertProblem(409, "no-open-shift", world.post(program, "/v1/sales/" + sale + "/refunds", here));
        var _ = world.openShift(world.signIn("till-2", "ben"), "till-2");
        assertEquals("ben", ok(world.post(program, "/v1/sales/" + sale + "/refunds", here))
                .required("operator")
                .asText());
        world.close();
        assertEquals("ben", lastEnvelope(Lane.FIN).actor().name());
    }

    /// A cart asks for it, too, and only there the article says what it costs.
    @Test
    void aSaleThatNamesItsOwnPricesNeedsAnApproval() throws Exception {
        String anna = world.signIn("till-1", "anna");
        var _ = world.openShift(anna, "till-1");
        var refused = world.post(anna, "/v1/sales", basket("till-1", 1));
        assertProblem(403, "approval-needed", refused);
        assertEquals("price-override",
                tree(refused).required("errors").get(0).required("detail").asText());
        var _ = ok(world.approved(anna, "/v1/sales", basket("till-1", 1),
                world.approval(anna, "ben", "price-override")));
        world.close();
        assertEquals("ben", Objects.requireNonNull(lastEnvelope(Lane.FIN).approver()).name());
    }

    @Test
    void aRefundIsGivenBackAtTheTillWhereSomebodyStandsAndNotWhereItWasSold() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String shift = world.openShift(anna, "till-1");
        String sale = world.sale("till-1", 500);
        var _ = ok(world.post(anna, "/v1/sales/" + sale + "/tenders", TWENTY));
        var _ = ok(world.post(anna, "/v1/shifts/" + shift + "/close", "{}"));
        String ben = world.signIn("till-2", "ben");
        String other = world.openShift(ben, "till-2");
        var back = ok(world.post(ben, "/v1/sales/" + sale + "/refunds", BACK));
        assertEquals("till-2", back.required("till").asText());
        assertEquals(9500, ok(world.get(world.apiToken(), "/v1/shifts/" + other)).required("expectedCash")
                .required("minor")
                .asInt());
    }

    @Test
    void theOneWhoCountsIsNotToldWhatShouldBeThere() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String shift = world.openShift(anna, "till-1");
        assertFalse(world.get(anna, "/v1/shifts/" + shift).body().contains("expectedCash"));
        assertFalse(world.get(anna, "/v1/shifts?open=true").body().contains("expectedCash"));
        assertFalse(world.get(anna, "/v1/status").body().contains("expectedCash"));
        String approval = world.approval(anna, "ben", "x-report");
        var x = world.approvedGet(anna, "/v1/shifts/" + shift + "/x", approval);
        assertEquals("X", ok(x).required("kind").asText());
        assertFalse(x.body().contains("expectedCash"));
        assertTrue(world.get(world.apiToken(), "/v1/shifts/" + shift).body().contains("expectedCash"));
        JsonNode closed = ok(world.post(anna, "/v1/shifts/" + shift + "/close",
                "{\"countedCash\":{\"minor\":9900,\"currency\":\"EUR\"}}"));
        assertEquals(10000, closed.required("expectedCash").required("minor").asInt());
        assertEquals(-100, closed.required("z").required("overShort").required("minor").asInt());
        assertEquals(closed.required("z"), ok(world.get(anna, "/v1/shifts/" + shift + "/z")));
        assertProblem(403, "approval-needed", world.get(anna, "/v1/shifts/" + shift + "/x"));
    }

    /// What was sold less what went to cards is cash.
    @Test
    void anXOfTheOneWhoCountsTellsNothingOfTheCash() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String shift = world.openShift(anna, "till-1");
        var _ = ok(world.post(anna, "/v1/sales/" + world.sale("till-1", 500) + "/tenders", TWENTY));
        String ben = world.signIn("till-2", "ben");
        String approval = world.approval(anna, "ben", "x-report");
        JsonNode x = ok(world.approvedGet(anna, "/v1/shifts/" + shift + "/x", approval));
        assertEquals(List.of("kind", "shift", "till", "drawer", "operator", "businessDate", "openedAt", "at",
                "openingFloat", "totals"), fields(x));
        assertEquals(List.of("sales", "refunds", "aborted", "discounts", "tenders", "cash", "noSales",
                "receipts"), fields(x.required("totals")));
        assertEquals("[] []", x.at("/totals/tenders") + " " + x.at("/totals/cash"));
        assertEquals(1, x.at("/totals/sales").asInt());
        assertTrue(fields(ok(world.get(world.apiToken(), "/v1/shifts/" + shift + "/x")))
                .containsAll(List.of("expectedCash", "grandTotalSales")));
        assertProblem(403, "other-till", world.get(ben, "/v1/shifts/" + shift + "/x"));
    }

    @Test
    void whoClosesWithoutACountIsNotToldWhatShouldBeThere() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String shift = world.openShift(anna, "till-1");
        JsonNode closed = ok(world.post(anna, "/v1/shifts/" + shift + "/close", "{}"));
        assertFalse(closed.toString().contains("expectedCash"), closed.toString());
        assertEquals(1, closed.required("z").required("number").asInt());
        assertEquals(closed.required("z"), ok(world.get(anna, "/v1/shifts/" + shift + "/z")));
        String next = world.openShift(anna, "till-1");
        assertFalse(world.get(anna, "/v1/shifts/" + next).body().contains("carried"));
        assertEquals(10000, ok(world.get(world.apiToken(), "/v1/shifts/" + next)).required("carried")
                .required("minor")
                .asInt());
        JsonNode counted = ok(world.post(anna, "/v1/shifts/" + next + "/close",
                COUNTED));
        assertEquals(10000, counted.required("z").required("carried").required("minor").asInt());
    }

    private static List<String> fields(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    @Test
    void aSupervisorSeesWhatShouldBeThereAndReports() throws Exception {
        String ben = world.signIn("till-1", "ben");
        String shift = world.openShift(ben, "till-1");
        assertProblem(409, "shift-not-closed", world.get(ben, "/v1/shifts/" + shift + "/z"));
        JsonNode x = ok(world.get(ben, "/v1/shifts/" + shift + "/x"));
        assertEquals(10000, x.required("expectedCash").required("minor").asInt());
        var _ = ok(world.post(ben, "/v1/shifts/" + shift + "/no-sale", "{\"reason\":\"change\"}"));
        assertProblem(400, "malformed-request",
                world.post(ben, "/v1/shifts/" + shift + "/no-sale", "{\"reason\":\" \"}"));
        assertEquals(1, ok(world.get(ben, "/v1/shifts/" + shift + "/x")).required("totals")
                .required("noSales")
                .asInt());
    }

    @Test
    void aClockThatWentBackIsSaidAfterARestartToo() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String shift = world.openShift(anna, "till-1");
        world.clock.turn(Duration.ofHours(-3));
        world.restart();
        assertProblem(409, "clock-went-back", world.post(anna, "/v1/shifts/" + shift + "/close", "{}"));
    }

    @Test
    void operatorsAreManagedByManagersAndPrograms() throws Exception {
        String ben = world.signIn("till-1", "ben");
        String carl = "{\"operator\":\"carl\",\"title\":\"Carl\",\"role\":\"cashier\",\"pin\":\"4444\"}";
        assertProblem(403, "approval-needed", world.post(ben, "/v1/operators", carl));
        assertProblem(403, "approval-needed", world.get(ben, "/v1/operators"));
        String mia = world.signIn("till-2", "mia");
        assertFalse(ok(world.post(mia, "/v1/operators", carl)).toString().contains("4444"));
        assertProblem(409, "operator-exists", world.post(world.apiToken(), "/v1/operators", carl));
        String withTheOldPin = ok(world.trySignIn("till-2", "carl", "4444")).required("token").asText();
        var _ = ok(world.post(world.apiToken(), "/v1/operators/carl/pin", "{\"pin\":\"55555\"}"));
        assertProblem(401, "unauthorized", world.get(withTheOldPin, "/v1/status"));
        assertProblem(401, "wrong-pin", world.trySignIn("till-2", "carl", "4444"));
        String carls = ok(world.trySignIn("till-2", "carl", "55555")).required("token").asText();
        var _ = ok(world.post(world.apiToken(), "/v1/operators/carl/disable", "{}"));
        assertProblem(401, "unauthorized", world.get(carls, "/v1/status"));
        assertProblem(404, "not-found", world.post(world.apiToken(), "/v1/operators/eve/disable", "{}"));
        world.restart();
        assertEquals(4, ok(world.get(world.apiToken(), "/v1/operators")).required("items").size());
    }

    @Test
    void aProgramNamesTheOperatorAndAPersonIsTheOne() throws Exception {
        assertProblem(400, "malformed-request",
                world.post(world.apiToken(), "/v1/shifts", opening("till-1")));
        String anna = world.signIn("till-1", "anna");
        assertProblem(400, "malformed-request", world.post(anna, "/v1/shifts",
                opening("till-1").replace("{\"till\"", "{\"operator\":\"ben\",\"till\"")));
        var _ = world.openShift(anna, "till-1");
    }

    @Test
    void trainingTouchesNothingThatCounts() throws Exception {
        String anna = world.signIn("till-1", "anna");
        String live = world.openShift(anna, "till-1");
        String before = counted();
        var opened = world.post(anna, "/training/v1/shifts", opening("till-1"));
        String shift = ok(opened).required("shift").asText();
        assertEquals("/training/v1/shifts/" + shift, opened.headers().firstValue("Location").orElseThrow());
        String cash = trainingSale(anna, 700);
        JsonNode sold = ok(world.post(anna, "/training/v1/sales/" + cash + "/tenders", TWENTY));
        assertEquals("training-s-1", sold.required("receipt").required("series").asText());
        assertEquals("PAID", trainingCard(anna, trainingSale(anna, 1200)).required("state").asText());
        JsonNode declined = trainingCard(anna, trainingSale(anna, 1205));
        assertEquals("NOT_CHARGED", declined.required("state").asText());
        var _ = ok(world.post(anna,
                "/training/v1/sales/" + declined.required("sale").asText() + "/abort", "{}"));
        JsonNode z = ok(world.post(anna, "/training/v1/shifts/" + shift + "/close", COUNTED)).required("z");
        assertEquals(1900, z.required("grandTotalSales").required("minor").asInt());
        assertEquals(before, counted());
        assertProblem(404, "not-found", world.get(anna, "/v1/sales/" + cash));
        assertProblem(404, "no-such-path", world.get(anna, "/training/v1/operators"));
        JsonNode z1 = ok(world.post(anna, "/v1/shifts/" + live + "/close", COUNTED)).required("z");
        assertEquals(1, z1.required("number").asInt());
        assertEquals(0, z1.required("grandTotalSales").required("minor").asInt());
        world.close();
        assertEquals("TRAINING", lastEnvelope("data/training", Lane.FIN).mode().name());
        assertEquals("LIVE", lastEnvelope(Lane.FIN).mode().name());
    }

    @Test
    void trainingGoesOnAfterARestart() throws Exception {
        String anna = world.signIn("till-1", "anna");
        var _ = ok(world.post(anna, "/training/v1/shifts", opening("till-1")));
        assertEquals("PAID", trainingCard(anna, trainingSale(anna, 1200)).required("state").asText());
        world.restart();
        assertEquals("PAID", trainingCard(anna, trainingSale(anna, 300)).required("state").asText());
    }

    private String trainingSale(String token, long minor) throws Exception {
        return ok(world.approved(token, "/training/v1/sales", basket("till-1", minor),
                world.approval(token, "ben", "price-override"))).required("sale").asText();
    }

    private JsonNode trainingCard(String token, String sale) throws Exception {
        String attempt = ok(world.post(token, "/training/v1/sales/" + sale + "/tenders",
                "{\"kind\":\"card\"}")).required("attempt").asText();
        return ok(world.get(token, "/training/v1/attempts/" + attempt + "?wait=20"));
    }

    /// Heads of the journal and what waits for head office, without what devices say of themselves.
    private String counted() throws Exception {
        JsonNode status = ok(world.get(world.apiToken(), "/v1/status"));
        return status.required("journal").get(0) + " " + status.required("openSales");
    }

    private MasterKey key() {
        try {
            return MasterKey.parse(Files.readAllBytes(folder.resolve("data/master.key")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Envelope lastEnvelope(Lane lane) {
        return lastEnvelope("data", lane);
    }

    private Envelope lastEnvelope(String where, Lane lane) {
        try (var journal = SqliteJournal.open(folder.resolve(where), new Origin("acme", "acme-de", "s-1",
                "s-1-a", ZoneId.of("Europe/Berlin"), "0"), world.clock,
                IdSource.uuidV7(world.clock, new Random()), System::nanoTime, _ -> key(), TestKeys.RANDOM)) {
            long last = journal.outbox().head(lane).lastSeq();
            return EventCodec.envelope(journal.archive().events(lane, last, 1).getFirst().row());
        }
    }
}
