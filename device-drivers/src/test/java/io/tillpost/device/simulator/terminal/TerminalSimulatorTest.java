package io.tillpost.device.simulator.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalSimulatorTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:15:30Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;
    private Path file = Path.of("");

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("ledger.jsonl");
    }

    @Test
    void theLedgerSaysEverythingASettlementNeeds() throws Exception {
        try (var ledger = Ledger.open(file)) {
            var books = books(ledger);
            var charge = books.charge(SimulatedCard.VISA, 1240);
            books.reversal(charge);
            books.declined(LedgerEntry.Kind.CHARGE, SimulatedCard.GIROCARD, 500, 5);
            books.charge(SimulatedCard.GIROCARD, 700);
            books.refund(SimulatedCard.GIROCARD, 200);
            books.closeBatch(books.totals());
            assertEquals(500, ledger.netMinor());
        }
        assertEquals(List.of(
                "{\"kind\":\"charge\",\"terminalId\":\"69000001\",\"date\":\"2026-11-24\",\"time\":\"10:15:30\","
                        + "\"currency\":\"EUR\",\"merchantId\":\"455600009876\",\"cardType\":10,\"cardName\":\"Visa\","
                        + "\"pan\":\"411111******1111\",\"trace\":1,\"batch\":1,\"receiptNumber\":1,"
                        + "\"authorization\":\"007919\",\"amountMinor\":1240}",
                "{\"kind\":\"reversal\",\"terminalId\":\"69000001\",\"date\":\"2026-11-24\",\"time\":\"10:15:30\","
                        + "\"currency\":\"EUR\",\"merchantId\":\"455600009876\",\"cardType\":10,\"cardName\":\"Visa\","
                        + "\"pan\":\"411111******1111\",\"trace\":2,\"batch\":1,\"receiptNumber\":2,"
                        + "\"authorization\":\"007919\",\"amountMinor\":1240,\"originalKind\":\"charge\","
                        + "\"originalTrace\":1,\"originalReceiptNumber\":1}",
                "{\"kind\":\"declined\",\"terminalId\":\"69000001\",\"date\":\"2026-11-24\",\"time\":\"10:15:30\","
                        + "\"currency\":\"EUR\",\"merchantId\":\"455600001234\",\"cardType\":5,"
                        + "\"cardName\":\"girocard\",\"pan\":\"672590*********0019\",\"trace\":3,\"batch\":1,"
                        + "\"attempted\":\"charge\",\"resultCode\":5,\"amountMinor\":500}"),
                Files.readAllLines(file).subList(0, 3));
        assertEquals(List.of(
                "{\"kind\":\"refund\",\"terminalId\":\"69000001\",\"date\":\"2026-11-24\",\"time\":\"10:15:30\","
                        + "\"currency\":\"EUR\",\"merchantId\":\"455600001234\",\"cardType\":5,"
                        + "\"cardName\":\"girocard\",\"pan\":\"672590*********0019\",\"trace\":5,\"batch\":1,"
                        + "\"receiptNumber\":4,\"authorization\":\"039595\",\"amountMinor\":200}",
                "{\"kind\":\"batch-total\",\"terminalId\":\"69000001\",\"date\":\"2026-11-24\",\"time\":\"10:15:30\","
                        + "\"currency\":\"EUR\",\"merchantId\":\"455600001234\",\"cardType\":5,"
                        + "\"cardName\":\"girocard\",\"batch\":1,\"count\":2,\"amountMinor\":500}",
                "{\"kind\":\"batch-closed\",\"terminalId\":\"69000001\",\"date\":\"2026-11-24\",\"time\":\"10:15:30\","
                        + "\"currency\":\"EUR\",\"trace\":6,\"batch\":1,\"count\":2,\"amountMinor\":500,"
                        + "\"firstReceipt\":1,\"lastReceipt\":4}"),
                Files.readAllLines(file).subList(4, 7));
    }

    @Test
    void aReversedRefundCountsAsIfItNeverWasAndACardMayOweMoreThanItPaid() throws Exception {
        try (var ledger = Ledger.open(file)) {
            var books = books(ledger);
            books.reversal(books.refund(SimulatedCard.VISA, 300));
            assertEquals(0, ledger.netMinor());
            assertEquals(List.of(), books.totals());
            books.refund(SimulatedCard.VISA, 100);
            books.charge(SimulatedCard.GIROCARD, 40);
            assertEquals(List.of(new BatchTotal(SimulatedCard.GIROCARD, 1, 40),
                    new BatchTotal(SimulatedCard.VISA, 1, -100)), books.totals());
            assertEquals(-60, books.closeBatch(books.totals()).number("amountMinor"));
            assertEquals(-60, ledger.netMinor());
        }
    }

    @Test
    void onlyAWholeChargeOfTheOpenBatchCanBeReversedAndOnlyOnce() throws Exception {
        var notPossible = new Books.Lookup.NotReversible(0xB5);
        try (var ledger = Ledger.open(file)) {
            var books = books(ledger);
            var charge = books.charge(SimulatedCard.VISA, 1240);
            books.refund(SimulatedCard.VISA, 1240);
            assertEquals(new Books.Lookup.Found(charge), books.toReverse(1, 1240));
            assertEquals(new Books.Lookup.Found(charge), books.toReverse(1, 0));
            assertEquals(notPossible, books.toReverse(1, 1239));
            assertEquals(notPossible, books.toReverse(2, 1240));
            assertEquals(notPossible, books.toReverse(3, 1240));
            books.reversal(charge);
            assertEquals(new Books.Lookup.NotReversible(0xB4), books.toReverse(1, 1240));
            books.charge(SimulatedCard.VISA, 500);
            books.closeBatch(books.totals());
            assertEquals(notPossible, books.toReverse(4, 500));
        }
    }

    @Test
    void aReversalOfBeforeThereWereRefundsTookBackACharge() {
        var entry = LedgerEntry.parse(
                "{\"kind\":\"reversal\",\"trace\":2,\"amountMinor\":1240,\"originalTrace\":1}");
        assertEquals(-1240, entry.netMinor());
    }

    @Test
    void numbersAndBatchGoOnAfterARestart() throws Exception {
        try (var ledger = Ledger.open(file)) {
            var books = books(ledger);
            books.charge(SimulatedCard.VISA, 100);
            books.closeBatch(books.totals());
        }
        try (var ledger = Ledger.open(file)) {
            var charge = books(ledger).charge(SimulatedCard.VISA, 200);
            assertEquals(3, charge.number("trace"));
            assertEquals(2, charge.number("receiptNumber"));
            assertEquals(2, charge.number("batch"));
            assertEquals(300, ledger.netMinor());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 150})
    void aLineCutByACrashIsRemovedBecauseNobodyWasTold(int bytes) throws Exception {
        try (var ledger = Ledger.open(file)) {
            books(ledger).charge(SimulatedCard.VISA, 100);
        }
        String line = Files.readString(file);
        Files.writeString(file, line.substring(0, bytes), StandardOpenOption.APPEND);
        try (var ledger = Ledger.open(file)) {
            assertEquals(100, ledger.netMinor());
            books(ledger).charge(SimulatedCard.VISA, 200);
        }
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void twoTerminalsCannotKeepOneLedger() throws Exception {
        try (var _ = Ledger.open(file)) {
            assertThrows(Exception.class, () -> Ledger.open(file));
        }
    }

    @Test
    void aTextWithQuotesReadsBack() {
        var entry = new LedgerEntry(LedgerEntry.Kind.CHARGE, Map.of("cardName", "a \"b\" \\ c"));
        assertEquals(entry, LedgerEntry.parse(entry.line()));
    }

    @Test
    void everyControlCommandIsAnsweredAndAWrongOneSaysWhatIsExpected() throws Exception {
        try (var simulator = TerminalSimulator.start(config())) {
            var control = new ControlCommand(simulator);
            for (String line : List.of("next decline 05", "next approve", "card visa", "card-by-hand on",
                    "insert amex",
                    "fault pull 100 at approved", "fault unplug 1", "fault twice at confirmed",
                    "fault again 1000 at pin", "fault lose 3 at receipt", "forget-registration",
                    "date 2026-11-25")) {
                assertEquals("ok", control.run(line), line);
            }
            assertEquals("ok 0", control.run("net"));
            assertEquals("ok 0\n", control.run("ledger"));
            assertTrue(control.run("address").startsWith("ok serial:"));
            for (String line : List.of("hello", "next maybe", "next decline 0", "card diners", "fault nak 2",
                    "fault explode at card", "fault pull 5 at lunch", "date yesterday", "card-by-hand")) {
                String answer = control.run(line);
                assertTrue(answer.startsWith("error: "), answer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--pty", "--speed 5 --pty x --ledger l", "--pty x", "--ledger l",
        "--tcp 1 --pty x --ledger l",
        "--tcp 70000000 --ledger l", "--tcp 1 --ledger l --tid 12", "--tcp 1 --ledger l --card gold"})
    void wrongOptionsAreRefused(String line) {
        assertThrows(IllegalArgumentException.class,
                () -> TerminalSimulatorMain.config(TerminalSimulatorMain.options(line.split(" ", -1)),
                        CLOCK));
    }

    @Test
    void theDateOfTheTerminalIsItsOwn() {
        var options = TerminalSimulatorMain.options(
                "--pty p --ledger l --date 2026-11-24 --card visa --quick true --tid 12345678".split(" ",
                        -1));
        var config = TerminalSimulatorMain.config(options, CLOCK);
        assertEquals(LocalDate.of(2026, 11, 24), new Script(config).date());
        assertEquals(SimulatedCard.VISA, config.firstCard());
        assertEquals("12345678", config.terminalId());
    }

    private Books books(Ledger ledger) {
        return new Books(config(), new Script(config()), ledger);
    }

    private TerminalSimulatorConfig config() {
        return new TerminalSimulatorConfig(new Port.Pty(directory.resolve("port")), file, null, "69000001",
                "455600001234", "455600009876", Currency.getInstance("EUR"), SimulatorTimers.quick(), CLOCK,
                LocalDate.of(2026, 11, 24), SimulatedCard.GIROCARD, false, false);
    }

}
