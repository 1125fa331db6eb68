package io.tillpost.edge;

import static io.tillpost.edge.TestAgent.ok;
import static io.tillpost.edge.TestAgent.tree;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.printer.PrinterAction;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Receipts on paper, as text, as picture and as PDF, over HTTP.
class ReceiptPrintTest {
    @TempDir
    private Path folder;
    private TestAgent agent;

    @BeforeEach
    void start() throws Exception {
        agent = new TestAgent(folder);
        agent.openShift("till-1");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void aSecondPrintIsACopyAndOpensNoDrawer() throws Exception {
        String sale = agent.sell("till-1");
        agent.awaitPaper(1);
        assertPrinted("CONFIRMED", "COPY", again(sale));
        assertFalse(agent.paper(1).contains("***"), agent.paper(1));
        assertEquals(List.of("*** COPY ***", "*** COPY ***"), marks(agent.paper(2)));
        assertEquals(1, agent.printer.state().pulses());
    }

    @Test
    void theBarCodeOnPaperIsWhatTheReceiptIsFoundBy() throws Exception {
        String sale = agent.sell("till-1");
        agent.awaitPaper(1);
        assertPrinted("CONFIRMED", "COPY", again(sale));
        for (int paper = 1; paper <= 2; paper++) {
            String last = agent.paper(paper).lines().toList().getLast().strip();
            assertEquals("||| s-1/1 |||", last);
            JsonNode found = ok(agent.get("/v1/receipts/" + last.replace("|||", "").strip()));
            assertEquals(sale, found.required("sale").required("sale").asText());
        }
        String refund = ok(agent.post("/v1/sales/" + sale + "/refunds", """
                {"lines":[{"line":1,"quantityThousandths":1000}],"reason":"broken",
                 "tender":{"kind":"cash"}}""")).required("refund").asText();
        assertTrue(
                agent.get("/v1/refunds/" + refund + "/receipt").body().endsWith("||| s-1-refunds/1 |||\n"));
    }

    @Test
    void theFirstPrintIsRememberedThroughARestart() throws Exception {
        String sale = agent.sell("till-1");
        agent.awaitPaper(1);
        assertPrinted("CONFIRMED", "COPY", again(sale));
        agent.restart();
        assertPrinted("CONFIRMED", "COPY", again(sale));
    }

    @Test
    void aReceiptThatThePaperEndedInIsADuplicateTheSecondTimeAndNothingComesByItself() throws Exception {
        agent.printer.press(new PrinterAction.PaperLeft(5));
        String sale = agent.sell("till-1");
        assertPrinted("NOT_PRINTED", "DUPLICATE", again(sale));
        agent.printer.press(new PrinterAction.PowerOff());
        agent.printer.press(new PrinterAction.PaperIn());
        agent.printer.press(new PrinterAction.PowerOn());
        int before = agent.printer.state().receipts();
        JsonNode printed = again(sale);
        assertPrinted("CONFIRMED", "DUPLICATE", printed);
        assertEquals(before + 1, agent.printer.state().receipts());
        assertTrue(marks(agent.paper(before + 1)).contains("*** DUPLICATE ***"));
    }

    @Test
    void whatWasNeverSentToThePrinterIsStillTheOriginal() throws Exception {
        agent.printer.press(new PrinterAction.OpenCover());
        String sale = agent.sell("till-1");
        JsonNode refused = again(sale);
        assertPrinted("NOT_PRINTED", "", refused);
        assertEquals("not printed: the cover is open", refused.required("detail").asText());
        agent.printer.press(new PrinterAction.CloseCover());
        assertPrinted("CONFIRMED", "", again(sale));
        assertFalse(agent.paper(1).contains("***"), agent.paper(1));
        assertPrinted("CONFIRMED", "COPY", again(sale));
    }

    @Test
    void theSameKeyPrintsOnce() throws Exception {
        String sale = agent.sell("till-1");
        agent.awaitPaper(1);
        String key = UUID.randomUUID().toString();
        String first = agent.post("/v1/sales/" + sale + "/receipt/print", "{}", key).body();
        assertEquals(first, agent.post("/v1/sales/" + sale + "/receipt/print", "{}", key).body());
        assertEquals(2, agent.printer.state().receipts());
    }

    @Test
    void aTillWithoutAPrinterSaysSoAndShowsTheReceiptOtherwise() throws Exception {
        agent.openShift("till-2");
        String sale = agent.sell("till-2");
        HttpResponse<String> refused = agent.post("/v1/sales/" + sale + "/receipt/print", "{}");
        assertEquals(409, refused.statusCode());
        assertEquals("no-printer", tree(refused).required("code").asText());
        assertEquals(200, agent.get("/v1/sales/" + sale + "/receipt").statusCode());
    }

    @Test
    void aReceiptIsShownAsTextPictureAndPdf() throws Exception {
        String sale = agent.sell("till-1");
        HttpResponse<String> text = agent.get("/v1/sales/" + sale + "/receipt");
        assertTrue(text.body().contains("TOTAL EUR                             2.50"), text.body());
        HttpResponse<byte[]> png = agent.bytes("/v1/sales/" + sale + "/receipt.png");
        assertEquals("image/png", png.headers().firstValue("Content-Type").orElseThrow());
        assertArrayEquals(new byte[]{(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(png.body(), 4));
        HttpResponse<byte[]> pdf = agent.bytes("/v1/sales/" + sale + "/receipt.pdf");
        assertEquals("application/pdf", pdf.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("inline; filename=\"s-1-1.pdf\"",
                pdf.headers().firstValue("Content-Disposition").orElseThrow());
        assertEquals("%PDF", new String(pdf.body(), 0, 4, StandardCharsets.US_ASCII));
    }

    @Test
    void thereIsNoReceiptBeforeTheSaleIsCompleted() throws Exception {
        String sale = ok(agent.post("/v1/sales", TestAgent.TEA.formatted("till-1"))).required("sale")
                .asText();
        for (String kind : List.of("", ".png", ".pdf")) {
            HttpResponse<String> refused = agent.get("/v1/sales/" + sale + "/receipt" + kind);
            assertEquals("sale-not-completed", tree(refused).required("code").asText());
        }
        assertEquals(409, agent.post("/v1/sales/" + sale + "/receipt/print", "{}").statusCode());
        assertEquals(404, agent.get("/v1/sales/" + UUID.randomUUID() + "/receipt.pdf").statusCode());
        assertEquals(404, agent.get("/v1/refunds/" + UUID.randomUUID() + "/receipt").statusCode());
    }

    @Test
    void theReportsOfAShiftComeOutOnItsTillsPrinter() throws Exception {
        agent.sell("till-1");
        agent.awaitPaper(1);
        String shift = ok(agent.get("/v1/shifts?open=true")).required("items").get(0).required("shift")
                .asText();
        assertPrinted("CONFIRMED", "", ok(agent.post("/v1/shifts/" + shift + "/x/print", "{}")));
        assertTrue(agent.paper(2).contains("X REPORT"), agent.paper(2));
        assertFalse(agent.paper(2).contains("|||"), agent.paper(2));
        assertEquals(409, agent.post("/v1/shifts/" + shift + "/z/print", "{}").statusCode());
        ok(agent.post("/v1/shifts/" + shift + "/close",
                "{\"countedCash\":{\"minor\":10200,\"currency\":\"EUR\"}}"));
        assertPrinted("CONFIRMED", "", ok(agent.post("/v1/shifts/" + shift + "/z/print", "{}")));
        assertTrue(agent.paper(3).contains("Short                                -0.50"), agent.paper(3));
        assertEquals(1, agent.printer.state().pulses());
    }

    private JsonNode again(String sale) throws Exception {
        return ok(agent.post("/v1/sales/" + sale + "/receipt/print", "{}"));
    }

    private static List<String> marks(String paper) {
        return paper.lines().map(String::strip).filter(line -> line.startsWith("***")).toList();
    }

    private static void assertPrinted(String state, String marking, JsonNode printed) {
        assertEquals(state, printed.required("state").asText(), printed.toString());
        assertEquals(marking, printed.path("marking").asText(),
                printed.toString());
    }
}
