package io.tillpost.edge;

import static io.tillpost.edge.TestAgent.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.printer.PrinterAction;
import io.tillpost.device.simulator.terminal.Outcome;
import io.tillpost.device.simulator.terminal.SimulatorTimers;
import io.tillpost.device.simulator.terminal.TerminalSimulator;
import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Currency;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Payments by signature, over HTTP, with a simulated terminal and printer.
class SignatureTest {
    private static final String CARD = "{\"kind\":\"card\"}";

    @TempDir(factory = LetteredFolders.class)
    private Path folder;
    private TerminalSimulator terminal;
    private TestAgent agent;

    @BeforeEach
    void start() throws Exception {
        terminal = TerminalSimulator.start(TerminalSimulatorConfig
                .usual(new TerminalSimulatorConfig.Port.Pty(folder.resolve("terminal")),
                        folder.resolve("terminal.jsonl"), Currency.getInstance("EUR"), Clock.systemUTC())
                .withTimers(SimulatorTimers.quick()));
        agent = new TestAgent(folder, terminal.address());
        var _ = agent.openShift("till-1");
    }

    @AfterEach
    void stop() {
        agent.close();
        terminal.close();
    }

    @Test
    void theCopyForTheMerchantComesOutByItself() throws Exception {
        JsonNode paid = signedFor(sale("till-1"));
        agent.awaitPaper(1);
        String paper = agent.paper(1);
        for (String part : new String[]{"ACME", "MERCHANT COPY", "AMOUNT EUR", "2.50", "girocard",
            "672590*********0019", "Terminal 69000001 Receipt 1 Trace 1", "Authorization 007919",
            "Verified by signature", paid.required("sale").asText(), "Cardholder's signature"}) {
            assertTrue(paper.contains(part), part + " in\n" + paper);
        }
        assertFalse(paper.contains("*** "), paper);
        assertEquals("CONFIRMED", printed(paid));
        assertEquals("printer-1", ok(agent.get(copyOf(paid))).required("printer").asText());
        assertEquals("COPY", ok(agent.post(copyOf(paid) + "/print", "{}")).required("marking").asText());
    }

    @Test
    void aPaymentByPinHasNone() throws Exception {
        JsonNode paid = charge(sale("till-1"));
        assertEquals("ONLINE_PIN", paid.required("card").required("verification").asText());
        assertEquals(404, agent.get(copyOf(paid)).statusCode());
        agent.awaitPaper(1);
        assertTrue(agent.paper(1).contains("Verified by PIN"), agent.paper(1));
    }

    @Test
    void aCopyThatThePrinterDidNotConfirmIsToldAndIsADuplicateTheSecondTime() throws Exception {
        agent.printer.press(new PrinterAction.PaperLeft(5));
        JsonNode paid = signedFor(sale("till-1"));
        assertEquals("UNCONFIRMED", printed(paid));
        agent.printer.press(new PrinterAction.PowerOff());
        agent.printer.press(new PrinterAction.PaperIn());
        agent.printer.press(new PrinterAction.PowerOn());
        JsonNode again = ok(agent.post(copyOf(paid) + "/print", "{}"));
        assertEquals("CONFIRMED", again.required("state").asText(), again::toString);
        assertEquals("DUPLICATE", again.required("marking").asText());
    }

    @Test
    void aCopyThatWasNeverSentToThePrinterIsStillTheOriginalAlsoAfterARestart() throws Exception {
        agent.printer.press(new PrinterAction.OpenCover());
        JsonNode paid = signedFor(sale("till-1"));
        assertEquals("NOT_PRINTED", printed(paid));
        agent.restart();
        assertEquals("NOT_PRINTED", printed(paid));
        agent.printer.press(new PrinterAction.CloseCover());
        JsonNode again = ok(agent.post(copyOf(paid) + "/print", "{}"));
        assertEquals("CONFIRMED", again.required("state").asText(), again::toString);
        assertTrue(again.path("marking").isMissingNode(), again::toString);
        assertEquals("CONFIRMED", printed(paid));
    }

    @Test
    void aTillWithoutAPrinterShowsItInstead() throws Exception {
        var _ = agent.openShift("till-2");
        JsonNode paid = signedFor(sale("till-2"));
        JsonNode copy = ok(agent.get(copyOf(paid)));
        assertTrue(copy.path("printer").isMissingNode(), copy::toString);
        assertTrue(copy.required("text").asText().contains("Cardholder's signature"), copy::toString);
        assertEquals(409, agent.post(copyOf(paid) + "/print", "{}").statusCode());
    }

    private String sale(String till) throws Exception {
        return ok(agent.post("/v1/sales", TestAgent.TEA.formatted(till))).required("sale").asText();
    }

    private JsonNode signedFor(String sale) throws Exception {
        terminal.next(Outcome.parse("approve-verified 1"));
        return charge(sale);
    }

    private JsonNode charge(String sale) throws Exception {
        String attempt = ok(agent.post("/v1/sales/" + sale + "/tenders", CARD)).required("attempt").asText();
        JsonNode paid = ok(agent.get("/v1/attempts/" + attempt + "?wait=60"));
        assertEquals("PAID", paid.required("state").asText(), paid::toString);
        return paid;
    }

    private static String copyOf(JsonNode attempt) {
        return "/v1/attempts/" + attempt.required("attempt").asText() + "/merchant-copy";
    }

    /// How the print went, once it is over.
    private String printed(JsonNode attempt) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        String state = "PRINTING";
        while (state.equals("PRINTING") && System.nanoTime() < deadline) {
            state = ok(agent.get(copyOf(attempt))).required("printed").asText();
        }
        return state;
    }
}
