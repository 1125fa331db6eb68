package io.tillpost.central.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.money.Money;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementCsvTest {
    private static final String HEADER = Arrays.stream(SettlementColumn.values())
            .map(SettlementColumn::header)
            .collect(Collectors.joining(","));
    private static final String ROW_1 = "TX,NP-1,2026-03-03,,,4556,65001122,17,2026-03-02,10:14:09,000311,0208,"
            + "384412,girocard,672544*********1234,,23.80,0.04,0.00,0.00,23.76,EUR,74210001";
    private static final String ROW_2 = "TX,NP-1,2026-03-03,,,4556,65001122,17,2026-03-02,11:02:41,312,209,,"
            + "girocard,,,5.35,0.01,0.00,0.00,5.34,EUR,";
    private static final String PAYOUT = "PAYOUT,NP-1,2026-03-03,2026-03-02,2026-03-02,4556,,,,,,,,,,2,"
            + "29.15,0.05,0.00,0.00,29.10,EUR,";
    private static final String END = "END,,,,,,,,,,,,,,,3,,,,,,,";

    @Test
    void aWholeFileIsReadToItsPayoutsAndLines() throws Exception {
        var payouts = read(HEADER, ROW_1, ROW_2, PAYOUT, END);

        assertEquals(1, payouts.size());
        var payout = payouts.getFirst();
        assertEquals("NP-1", payout.reference());
        assertEquals("4556", payout.merchantId());
        assertEquals(LocalDate.parse("2026-03-03"), payout.payoutDate());
        assertEquals(Money.of(2910, "EUR"), payout.settled().net());
        var line = payout.lines().getFirst();
        assertEquals(311, line.trace());
        assertEquals(208, line.receiptNumber());
        assertEquals(LocalTime.parse("10:14:09"), line.terminalTime());
        assertEquals(17, line.terminalBatch());
        assertEquals(Money.of(4, "EUR"), line.settled().fees().commission());
    }

    @Test
    void theExampleOfTheReferencePageIsReadAsItStands() throws Exception {
        String page = Files
                .readString(Path.of(System.getProperty("product.root"), "docs/reference/settlement-csv.md"));
        int start = page.indexOf("```csv\n") + "```csv\n".length();

        var payouts = SettlementCsv.read(bytes(page.substring(start, page.indexOf("```", start))));

        assertEquals(List.of("NP-260302-0417", "NP-260302-0418"),
                payouts.stream().map(Payout::reference).toList());
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsChangeNothing() throws Exception {
        String text = '\uFEFF' + String.join("\r\n", HEADER, ROW_1, ROW_2, PAYOUT, END) + "\r\n";

        assertEquals(read(HEADER, ROW_1, ROW_2, PAYOUT, END), SettlementCsv.read(bytes(text)));
    }

    @Test
    void theOrderOfRowsChangesNothing() throws Exception {
        var expected = read(HEADER, ROW_1, ROW_2, PAYOUT, END).getFirst();
        var rows = new ArrayList<>(List.of(ROW_1, ROW_2, PAYOUT));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(rows, new Random(seed));
            var actual = read(HEADER, rows.get(0), rows.get(1), rows.get(2), END).getFirst();
            assertEquals(expected, actual, "seed " + seed);
            assertEquals(expected.contentHash(), actual.contentHash(), "seed " + seed);
        }
    }

    @Test
    void aFileCutAfterAnyByteIsRefused() throws Exception {
        byte[] whole = bytes(String.join("\n", HEADER, ROW_1, ROW_2, PAYOUT, END) + "\n");
        var onlyLineEndLost = whole.length - 1;
        for (int length = 0; length < onlyLineEndLost; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(UnreadableFileException.class, () -> SettlementCsv.read(cut),
                    "cut to " + length + " of " + whole.length);
        }
        assertFalse(SettlementCsv.read(Arrays.copyOf(whole, onlyLineEndLost)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "23.80,0.04;23.81,0.04;2;21;gross - fees = 23.77",
        "23.80,0.04,0.00,0.00,23.76;23.81,0.04,0.00,0.00,23.77;4;17;29.16, the sum of its TX rows",
        "23.80,;23.8,;2;17;2 places", "23.80,;+23.80,;2;17;2 places", "23.80,;2380,;2;17;2 places",
        "23.80,;1e2,;2;17;2 places", "23.80,;023.80,;2;17;2 places",
        "2026-03-02,10;2026-02-30,10;2;9;YYYY-MM-DD", "2026-03-02,10;0206-03-02,10;2;9;from 1900 on",
        "TX,NP-1,2026-03-03;TX,NP-1,+999999999-12-31;2;3;from 1900 on",
        "2026-03-02,2026-03-02,4556;-9999-01-01,2026-03-02,4556;4;4;from 1900 on",
        "10:14:09;25:14:09;2;10;HH:MM:SS",
        "000311;0;2;11;from 1 to 999999", "0208;10000;2;12;from 1 to 9999",
        "672544*********1234;6725441234567891234;2;15;masked",
        "65001122,17,2026-03-02,10;,17,2026-03-02,10;2;7;tid",
        "23.76,EUR;23.76,EUX;2;22;ISO 4217", "TX,NP-1;TY,NP-1;2;1;TX, PAYOUT or END",
        "TX,NP-1,2026-03-03;TX,NP_1,2026-03-03;2;2;1 to 35 of",
        "TX,NP-1,2026-03-03,,;TX,NP-1,2026-03-03,2026-03-02,;2;4;nothing",
        "TX,NP-1,2026-03-03,,,4556;TX,NP-1,2026-03-03,,,4557;3;6;4557 as on line 2",
        "PAYOUT,NP-1;PAYOUT,NP-2;4;3;YYYY", "2,29.15;3,29.15;4;16;2, the number of its TX rows",
        "2026-03-02,2026-03-02,4556;2026-03-02,2026-03-01,4556;4;5;not before period_from",
        ",3,,;,4,,;5;16;3, the number of TX and PAYOUT rows", "trace,;trance,;1;11;the header trace",
        ",74210001;,74210001,;2;23;24 fields, expected 23"})
    void oneThingWrongIsRefusedAtItsPlace(String right, String wrong, int line, int column, String expected) {
        String whole = String.join("\n", HEADER, ROW_1, ROW_2, PAYOUT, END);
        assertTrue(whole.contains(right), right);
        String broken = whole.replaceFirst(java.util.regex.Pattern.quote(right),
                java.util.regex.Matcher.quoteReplacement(wrong));

        var refusal = assertThrows(UnreadableFileException.class, () -> SettlementCsv.read(bytes(broken)));

        if (wrong.equals("PAYOUT,NP-2")) {
            // The payout of the TX rows lacks its PAYOUT row then.
            assertEquals(2, refusal.line());
            return;
        }
        assertEquals(line, refusal.line(), refusal.getMessage());
        assertEquals(column, refusal.column(), refusal.getMessage());
        assertTrue(refusal.detail().contains(expected), refusal.detail());
    }

    /// More rows than a file of the API's size can hold.
    @Test
    void rowsThatAddUpToMoreThan64BitsHoldAreRefused() throws Exception {
        var eur = Currency.getInstance("EUR");
        var line = read(HEADER, ROW_1, ROW_2, PAYOUT, END).getFirst().lines().getFirst();
        var most = new Money(Money.MOST_MINOR, eur);
        var huge = new SettlementLine(line.terminalId(), null, line.terminalDate(), line.terminalTime(), 1, 1,
                null, line.cardName(), null, new Settled(most, Fees.zero(eur), most), null);
        var draft = new PayoutDraft(2, "NP-1", "4556", LocalDate.parse("2026-03-03"), eur);
        int rows = 922_338;
        for (int i = 0; i < rows; i++) {
            draft.add(huge);
        }
        draft.close(new SettlementRow(CSVFormat.RFC4180
                .parse(new StringReader(PAYOUT.replace(",2,29.15", "," + rows + ",29.15")))
                .iterator().next()));

        var refusal = assertThrows(UnreadableFileException.class, draft::finish);
        assertEquals(SettlementColumn.GROSS.number(), refusal.column(), refusal.getMessage());
    }

    @Test
    void aWholeCardNumberIsNeverRepeatedInTheRefusal() {
        var refusal = assertThrows(UnreadableFileException.class, () -> read(HEADER,
                ROW_1.replace("672544*********1234", "6725441234567891234")));
        assertFalse(refusal.detail().contains("67254412"), refusal.detail());
        var shifted = assertThrows(UnreadableFileException.class, () -> read(HEADER,
                ROW_1.replace(",65001122,", ",6725441234567891234,")));
        assertFalse(shifted.detail().contains("67254412"), shifted.detail());
    }

    @Test
    void aByteThatIsNotUtf8IsRefusedAtItsPlace() throws Exception {
        var file = new ByteArrayOutputStream();
        file.write(bytes(HEADER + "\nTX,NP-1,2026-03-03,,,4556,65001122,17,2026-03-02,10:14:09,311,208,,M"));
        file.write(0xE4);
        file.write(bytes("dchen\n"));

        var refusal = assertThrows(UnreadableFileException.class,
                () -> SettlementCsv.read(file.toByteArray()));

        assertEquals(2, refusal.line());
        assertEquals(14, refusal.column());
    }

    @Test
    void aSecondPayoutRowIsRefused() {
        var refusal = assertThrows(UnreadableFileException.class,
                () -> read(HEADER, ROW_1, ROW_2, PAYOUT, PAYOUT, END.replace(",3,", ",4,")));
        assertEquals(5, refusal.line());
    }

    @Test
    void nothingMayFollowTheEnd() {
        var refusal = assertThrows(UnreadableFileException.class,
                () -> read(HEADER, ROW_1, ROW_2, PAYOUT, END, ROW_1));
        assertEquals(6, refusal.line());
    }

    @Test
    void anEmptyLineIsRefused() {
        var refusal = assertThrows(UnreadableFileException.class,
                () -> read(HEADER, ROW_1, "", ROW_2, PAYOUT, END));
        assertEquals(3, refusal.line());
    }

    @Test
    void anAcquirerWithNothingToSettleSendsHeaderAndEnd() throws Exception {
        assertEquals(List.of(), read(HEADER, END.replace(",3,", ",0,")));
    }

    private static List<Payout> read(String... rows) throws UnreadableFileException {
        return SettlementCsv.read(bytes(String.join("\n", rows) + "\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
