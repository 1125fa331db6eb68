package io.tillpost.edge;

import static io.tillpost.edge.TestAgent.ok;
import static io.tillpost.edge.TestAgent.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.Outcome;
import io.tillpost.device.simulator.terminal.SimulatorTimers;
import io.tillpost.device.simulator.terminal.Step;
import io.tillpost.device.simulator.terminal.TerminalSimulator;
import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether a signature matches, said over HTTP, and what becomes of the sale.
class SignatureAnswerTest {
    private static final String CASH = "{\"kind\":\"cash\",\"given\":{\"minor\":500,\"currency\":\"EUR\"}}";
    private static final String YES = "{\"matches\":true}";
    private static final String NO = "{\"matches\":false}";

    @TempDir(factory = LetteredFolders.class)
    private Path folder;
    private TerminalSimulator terminal;
    private TestAgent agent;
    private String shift;

    @BeforeEach
    void start() throws Exception {
        terminal = TerminalSimulator.start(TerminalSimulatorConfig
                .usual(new TerminalSimulatorConfig.Port.Pty(folder.resolve("terminal")),
                        folder.resolve("terminal.jsonl"), Currency.getInstance("EUR"), Clock.systemUTC())
                .withTimers(SimulatorTimers.quick()));
        agent = new TestAgent(folder, terminal.address());
        shift = agent.openShift("till-1");
    }

    @AfterEach
    void stop() {
        agent.close();
        terminal.close();
    }

    @Test
    void whileNobodyHasAnsweredTheSaleCannotBeFinishedAlsoAfterARestart() throws Exception {
        String sale = sale("/v1", 250);
        String attempt = signed(sale, "{\"kind\":\"card\"}");
        for (int run = 0; run < 2; run++) {
            assertSale("PART_PAID", List.of(attempt), sale);
            assertEquals(0, read(sale).required("remaining").required("minor").asLong());
            assertProblem(409, "signature-unanswered", agent.post(tenders(sale), CASH));
            assertProblem(409, "signature-unanswered", agent.post(tenders(sale), "{\"kind\":\"card\"}"));
            assertProblem(409, "sale-partly-paid", agent.post("/v1/sales/" + sale + "/abort", "{}"));
            assertProblem(409, "sale-not-completed", agent.get("/v1/sales/" + sale + "/receipt"));
            assertProblem(409, "sale-still-open", agent.post("/v1/shifts/" + shift + "/close", "{}"));
            agent.restart();
        }
        assertEquals(sale, ok(agent.get("/v1/sales?open=true")).required("items").get(0).required("sale")
                .asText());
        assertEquals("COMPLETED", ok(answer(attempt, YES)).required("state").asText());
    }

    @Test
    void aSignatureThatMatchesCompletesTheSaleOnceAndItsReceiptSaysSo() throws Exception {
        String sale = sale("/v1", 250);
        String attempt = signed(sale, "{\"kind\":\"card\"}");
        JsonNode completed = ok(answer(attempt, YES));
        assertEquals("COMPLETED", completed.required("state").asText());
        assertEquals(1, completed.required("receipt").required("number").asLong());
        assertEquals(0, completed.required("signatures").size());
        agent.awaitPaper(2);
        assertTrue(agent.paper(1).contains("MERCHANT COPY"), agent.paper(1));
        assertTrue(agent.paper(2).contains("Receipt s-1 1"), agent.paper(2));
        assertTrue(agent.paper(2).contains("Verified by signature"), agent.paper(2));
        assertEquals(250, terminal.netMinor());
        assertProblem(409, "sale-not-open", answer(attempt, YES));
        assertProblem(409, "sale-not-open", answer(attempt, NO));
    }

    @Test
    void aSignatureThatDoesNotMatchGivesTheMoneyBackAndAnotherWayPays() throws Exception {
        String sale = sale("/v1", 250);
        JsonNode back = ended(ok(answer(signed(sale, "{\"kind\":\"card\"}"), NO)));
        assertEquals("REVERSAL", back.required("kind").asText());
        assertEquals("PAID", back.required("state").asText());
        assertEquals(0, terminal.netMinor());
        assertSale("OPEN", List.of(), sale);
        assertEquals("COMPLETED", ok(agent.post(tenders(sale), CASH)).required("state").asText());
    }

    /// It cannot be reversed any more, and a refund does not name its charge.
    @Test
    void ofTwoPartsOverOneAmountTheOneWhoseSignatureDoesNotMatchGoesBackAndNoOther() throws Exception {
        String sale = sale("/v1", 500);
        String half = "{\"kind\":\"card\",\"amount\":{\"minor\":250,\"currency\":\"EUR\"}}";
        String first = ended(ok(agent.post(tenders(sale), half))).required("attempt").asText();
        String second = signed(sale, half);
        assertEquals("CLOSED", ok(agent.post("/v1/terminals/terminal-1/end-of-day", "{}"))
                .required("state").asText());
        JsonNode back = ended(ok(answer(second, NO)));
        assertEquals(List.of("REFUND", "PAID"),
                List.of(back.required("kind").asText(), back.required("state").asText()));
        assertSale("PART_PAID", List.of(), sale);
        assertEquals(first, read(sale).required("tenders").get(0).required("attempt").asText());
        assertProblem(409, "no-signature-asked", answer(second, NO));
    }

    @Test
    void moneyThatDidNotGoBackIsAskedForAgain() throws Exception {
        String sale = sale("/v1", 250);
        String attempt = signed(sale, "{\"kind\":\"card\"}");
        terminal.next(Outcome.parse("decline 05"));
        assertEquals("NOT_CHARGED", ended(ok(answer(attempt, NO))).required("state").asText());
        assertSale("PART_PAID", List.of(attempt), sale);
        assertProblem(409, "signature-unanswered", agent.post(tenders(sale), CASH));
        assertEquals("PAID", ended(ok(answer(attempt, NO))).required("state").asText());
        assertSale("OPEN", List.of(), sale);
    }

    @Test
    void moneyOfWhichItIsNotKnownWhetherItWentBackIsNeitherHereNorThere() throws Exception {
        String sale = sale("/v1", 250);
        String attempt = signed(sale, "{\"kind\":\"card\"}");
        terminal.plan(Step.APPROVED, Fault.parse("unplug 1500"));
        JsonNode pending = ok(answer(attempt, NO));
        assertEquals("CARD_PENDING", pending.required("state").asText());
        assertProblem(409, "payment-unresolved", answer(attempt, YES));
        assertEquals("PAID", ended(pending).required("state").asText());
        assertSale("OPEN", List.of(), sale);
        assertEquals(0, terminal.netMinor());
    }

    @Test
    void anApprovalThatIsProvenLaterAsksToo() throws Exception {
        String sale = sale("/v1", 250);
        terminal.plan(Step.APPROVED, Fault.parse("unplug 1000"));
        String attempt = signed(sale, "{\"kind\":\"card\"}");
        assertSale("PART_PAID", List.of(attempt), sale);
        agent.awaitPaper(1);
        assertTrue(agent.paper(1).contains("MERCHANT COPY"), agent.paper(1));
    }

    @Test
    void ofAPartThatWasSignedForTheRestIsTakenAfterTheAnswer() throws Exception {
        String sale = sale("/v1", 250);
        String attempt = signed(sale,
                "{\"kind\":\"card\",\"amount\":{\"minor\":100,\"currency\":\"EUR\"}}");
        assertProblem(409, "signature-unanswered", agent.post(tenders(sale), CASH));
        assertEquals("PART_PAID", ok(answer(attempt, YES)).required("state").asText());
        assertProblem(409, "no-signature-asked", answer(attempt, YES));
        assertProblem(409, "no-signature-asked", answer(attempt, NO));
        assertEquals("COMPLETED", ok(agent.post(tenders(sale), CASH)).required("state").asText());
    }

    @Test
    void trainingPractisesIt() throws Exception {
        var _ = ok(agent.post("/training/v1/shifts", """
                {"till":"till-1","operator":"anna","openingFloat":{"minor":0,"currency":"EUR"}}"""));
        String sale = sale("/training/v1", 206);
        String attempt = ok(agent.post("/training" + tenders(sale), "{\"kind\":\"card\"}"))
                .required("attempt").asText();
        assertEquals("PAID", ok(agent.get("/training/v1/attempts/" + attempt + "?wait=60"))
                .required("state").asText());
        String copy = ok(agent.get("/training/v1/attempts/" + attempt + "/merchant-copy"))
                .required("text").asText();
        assertTrue(copy.contains("*** TRAINING ***"), copy);
        assertEquals("COMPLETED", ok(agent.post("/training/v1/attempts/" + attempt + "/signature", YES))
                .required("state").asText());
    }

    private String sale(String api, long price) throws Exception {
        String basket = TestAgent.TEA.formatted("till-1").replace("250", Long.toString(price));
        return ok(agent.post(api + "/sales", basket)).required("sale").asText();
    }

    /// Has a card pay by signature, and answers the attempt's id once it is paid.
    private String signed(String sale, String tender) throws Exception {
        terminal.next(Outcome.parse("approve-verified 1"));
        JsonNode paid = ended(ok(agent.post(tenders(sale), tender)));
        assertEquals("PAID", paid.required("state").asText(), paid::toString);
        return paid.required("attempt").asText();
    }

    private JsonNode ended(JsonNode sale) throws Exception {
        return ok(agent.get("/v1/attempts/" + sale.required("attempt").asText() + "?wait=60"));
    }

    private HttpResponse<String> answer(String attempt, String body) throws Exception {
        return agent.post("/v1/attempts/" + attempt + "/signature", body);
    }

    private JsonNode read(String sale) throws Exception {
        return ok(agent.get("/v1/sales/" + sale));
    }

    private void assertSale(String state, List<String> signatures, String sale) throws Exception {
        JsonNode now = read(sale);
        assertEquals(state, now.required("state").asText(), now::toString);
        assertEquals(signatures,
                now.required("signatures").valueStream().map(JsonNode::asText).toList());
    }

    private static String tenders(String sale) {
        return "/v1/sales/" + sale + "/tenders";
    }

    private static void assertProblem(int status, String code, HttpResponse<String> answer) {
        assertEquals(List.of(status, code),
                List.of(answer.statusCode(), tree(answer).required("code").asText()), answer.body());
    }
}
