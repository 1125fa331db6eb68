package io.tillpost.central.statement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.money.Money;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamtReaderTest {
    private static final String ENTRY = """
            <Ntry>
              <Amt Ccy="EUR">29.10</Amt>
              <CdtDbtInd>CRDT</CdtDbtInd>
              <Sts><Cd>BOOK</Cd></Sts>
              <BookgDt><Dt>2026-03-03</Dt></BookgDt>
              <ValDt><DtTm>2026-03-04T00:00:00+01:00</DtTm></ValDt>
              <AcctSvcrRef>2026030300017</AcctSvcrRef>
              <NtryDtls><TxDtls>
                <Refs><EndToEndId>NP-1</EndToEndId></Refs>
                <RmtInf><Ustrd>NORDPAY PAYOUT  NP-1
                  MID 4556 &amp; CO</Ustrd></RmtInf>
              </TxDtls></NtryDtls>
            </Ntry>
            """;
    private static final String STATEMENT = """
            <Stmt>
              <Id>STMT-1</Id><ElctrncSeqNb>41</ElctrncSeqNb>
              <Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id><Ccy>EUR</Ccy></Acct>
              <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt>
                <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-03</Dt></Dt></Bal>
              <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">129.10</Amt>
                <Dt><DtTm>2026-03-03T23:59:59</DtTm></Dt></Bal>
            %s</Stmt>
            """;

    @Test
    void whatIsBookedIsBoundedAndWhatIsHeldAgainstItMayBeMore() throws Exception {
        String most = ENTRY.replace("29.10<", "100000000000.00<");
        assertEquals(2, read(document(STATEMENT.formatted(most + ENTRY))).getFirst().lines().size());
        String rich = STATEMENT.replace("129.10<", "900000000000000.00<");
        assertEquals(90_000_000_000_000_000L, Objects.requireNonNull(read(document(rich.formatted(ENTRY)))
                .getFirst().closing()).amount().minor());

        var refusal = assertThrows(UnreadableFileException.class,
                () -> read(document(STATEMENT.formatted(ENTRY.replace("29.10<", "100000000000.01<")))));
        assertTrue(refusal.detail().contains("expected at most 100000000000.00 EUR"), refusal.getMessage());
    }

    @Test
    void aStatementIsReadWithBalancesAndEntries() throws Exception {
        var statement = read(document(STATEMENT.formatted(ENTRY))).getFirst();

        assertEquals("DE89370400440532013000", statement.account());
        assertEquals("41", statement.sequence());
        assertEquals(Money.of(10000, "EUR"), Objects.requireNonNull(statement.opening()).amount());
        assertEquals(Money.of(12910, "EUR"), Objects.requireNonNull(statement.closing()).amount());
        assertEquals(Money.of(2910, "EUR"), statement.booked());
        var line = statement.lines().getFirst();
        assertEquals(LocalDate.parse("2026-03-03"), line.bookingDate());
        assertEquals(LocalDate.parse("2026-03-04"), line.valueDate());
        assertEquals("2026030300017", line.servicerReference());
        assertEquals(List.of("NP-1"), line.endToEnd());
        assertEquals("NORDPAY PAYOUT NP-1 MID 4556 & CO", line.remittance());
        assertEquals(BankLine.Status.BOOKED, line.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "04", "06", "08", "10", "13"})
    void allVersionsAreReadByLocalName(String version) throws Exception {
        String whole = document(STATEMENT.formatted(ENTRY)).replace("053.001.08", "053.001." + version);
        String prefixed = whole.replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?")
                .replace("xmlns=", "xmlns:c=");

        assertEquals(read(whole), read(prefixed));
    }

    @Test
    void severalStatementsOfSeveralAccountsAreAllRead() throws Exception {
        String other = STATEMENT.formatted(ENTRY).replace("<IBAN>DE89 3704 0044 0532 0130 00</IBAN>",
                "<Othr><Id>1234567</Id></Othr>");

        assertEquals(List.of("DE89370400440532013000", "1234567"),
                read(document(STATEMENT.formatted(ENTRY) + other)).stream().map(BankStatement::account)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"<Sts><Cd>BOOK</Cd></Sts>;<Sts>BOOK</Sts>;BOOKED",
        "<Sts><Cd>BOOK</Cd></Sts>;'';BOOKED", "<Sts><Cd>BOOK</Cd></Sts>;<Sts>PDNG</Sts>;PENDING",
        "<Sts><Cd>BOOK</Cd></Sts>;<Sts><Cd>INFO</Cd></Sts>;INFORMATION"})
    void theStatusIsTextOrCodeOrAbsent(String right, String other, BankLine.Status expected)
            throws Exception {
        assertEquals(expected, line(ENTRY.replace(right, other)).status());
    }

    @Test
    void whatRealFilesHaveIsUnderstood() throws Exception {
        assertEquals(Money.of(2910, "EUR"), line(ENTRY.replace("29.10<", "29.10000<")).amount());
        assertEquals(Money.of(2910, "EUR"), line(ENTRY.replace("<Amt Ccy=\"EUR\">29", "<Amt>29")).amount());
        assertEquals(LocalDate.parse("2026-02-28"),
                line(ENTRY.replace("<Dt>2026-03-03</Dt>", "<Dt>2026-02-30</Dt>")).bookingDate());
        assertEquals(LocalDate.parse("2026-03-04"),
                line(ENTRY.replace("<BookgDt><Dt>2026-03-03</Dt></BookgDt>", "")).bookingDate());
        assertEquals(LocalDate.parse("2026-03-03"),
                line(ENTRY.replace("<Dt>2026-03-03</Dt>", "<Dt>2026-03-03Z</Dt>")).bookingDate());
        var reversal = line(ENTRY.replace("CRDT", "DBIT").replace("<Sts>", "<RvslInd>true</RvslInd><Sts>"));
        assertEquals(Money.of(-2910, "EUR"), reversal.amount());
        assertTrue(reversal.reversal());
        var batch = line(ENTRY.replaceFirst("(?s)<TxDtls>.*</TxDtls>", "<Btch><NbOfTxs>37</NbOfTxs></Btch>"));
        assertEquals(37, batch.transactions());
        assertNull(line(ENTRY.replace("2026030300017", " NONREF ")).servicerReference());
    }

    @Test
    void latin1IsReadAsTheDocumentStatesIt() throws Exception {
        String text = document(STATEMENT.formatted(ENTRY.replace("NORDPAY", "M\u00fcller")))
                .replace("UTF-8", "ISO-8859-1");

        assertTrue(read(text, StandardCharsets.ISO_8859_1).getFirst().lines().getFirst().remittance()
                .startsWith("M\u00fcller"));
    }

    @Test
    void aFileCutAfterAnyByteIsRefused() {
        byte[] whole = document(STATEMENT.formatted(ENTRY)).strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(UnreadableFileException.class, () -> CamtReader.read(cut, s -> {}),
                    "cut to " + length + " of " + whole.length);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {"29.10<~29,10<~Amt '29,10'", "29.10<~-29.10<~without sign",
        "29.10<~29.105<~minor unit", "\"EUR\">29~\"EUX\">29~minor unit", "CRDT~CREDIT~CRDT or DBIT",
        "<CdtDbtInd>CRDT</CdtDbtInd>~''~without CdtDbtInd",
        "<Dt>2026-03-03</Dt>~<Dt>03.03.2026</Dt>~YYYY-MM-DD",
        "<Dt>2026-03-03</Dt>~<Dt>2026-13-03</Dt>~YYYY-MM-DD",
        "<Dt>2026-03-03</Dt>~<Dt>0206-03-03</Dt>~from 1900 on",
        "<Dt>2026-03-03</Dt>~<Dt>0000-03-03</Dt>~from 1900 on", "<Cd>BOOK</Cd>~<Cd>MAYBE</Cd>~BOOK, PDNG",
        "&amp;~&company;~entity company", "&amp;~&~XML", "</Ntry>~</Entry>~XML",
        "<Amt Ccy=\"EUR\">29.10</Amt>~<Amt Ccy=\"EUR\"><Value/></Amt>~expected text"})
    void oneThingWrongInAnEntryIsRefusedAtItsPlace(String right, String wrong, String expected) {
        assertTrue(ENTRY.contains(right), right);
        String broken = document(STATEMENT.formatted(ENTRY.replace(right, wrong)));

        var refusal = assertThrows(UnreadableFileException.class, () -> read(broken));

        assertTrue(refusal.detail().contains(expected), refusal.getMessage());
        assertTrue(refusal.line() >= 9 && refusal.column() > 0, refusal.getMessage());
    }

    @Test
    void anotherMessageIsRefused() {
        var refusal = assertThrows(UnreadableFileException.class,
                () -> read(document("").replace("BkToCstmrStmt", "BkToCstmrAcctRpt")));
        assertTrue(refusal.detail().contains("BkToCstmrStmt"), refusal.detail());
        assertThrows(UnreadableFileException.class, () -> read("<html/>"));
        assertThrows(UnreadableFileException.class, () -> read(document("")));
    }

    /// Whoever reads or skips an element calls itself for what is in it.
    @ParameterizedTest
    @ValueSource(strings = {"Xtra", "Strd"})
    void elementsThatLieTooDeepAreRefused(String element) {
        String deep = ("<" + element + ">").repeat(200_000) + ("</" + element + ">").repeat(200_000);

        var refusal = assertThrows(UnreadableFileException.class,
                () -> read(document(STATEMENT.formatted(ENTRY.replace("<Ustrd>", deep + "<Ustrd>")))));

        assertTrue(refusal.detail().contains("in 100 others"), refusal.detail());
    }

    @Test
    void aDocumentTypeIsRefusedBeforeAnythingOfItIsRead() {
        String external = document(STATEMENT.formatted(ENTRY.replace("NORDPAY", "&x;"))).replace("<Document",
                "<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document");
        assertTrue(assertThrows(UnreadableFileException.class, () -> read(external)).detail()
                .contains("DTD"));
    }

    @Test
    void aHundredThousandEntriesFullOfCharacterReferencesAreRead() throws Exception {
        var entries = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            entries.append(
                    "<Ntry><Amt Ccy=\"EUR\">1.01</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-03-03")
                    .append("</Dt></BookgDt><NtryDtls><TxDtls><RmtInf><Ustrd>A &amp; B &amp; ").append(i)
                    .append("</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>");
        }
        var statement = read(document(STATEMENT.formatted(entries))).getFirst();

        assertEquals(100_000, statement.lines().size());
        assertEquals(Money.of(10_100_000, "EUR"), statement.booked());
        assertEquals("A & B & 99999", statement.lines().getLast().remittance());
    }

    @Test
    void whiteSpaceDriftLeavesTheIdentityAsItIs() throws Exception {
        String bare = ENTRY.replace("<AcctSvcrRef>2026030300017</AcctSvcrRef>", "");

        assertEquals(line(bare).id("t", "a", 1),
                line(bare.replace("PAYOUT  NP-1", "Payout NP-1 ")).id("t", "a", 1));
        assertEquals(line(ENTRY).id("t", "a", 1), line(ENTRY.replace("NORDPAY", "OTHER")).id("t", "a", 1));
        assertTrue(!line(bare).id("t", "a", 1).equals(line(bare.replace("NP-1", "NP-2")).id("t", "a", 1)));
    }

    private static BankLine line(String entry) throws UnreadableFileException {
        return read(document(STATEMENT.formatted(entry))).getFirst().lines().getFirst();
    }

    private static List<BankStatement> read(String text) throws UnreadableFileException {
        return read(text, StandardCharsets.UTF_8);
    }

    private static List<BankStatement> read(String text, Charset charset) throws UnreadableFileException {
        var statements = new ArrayList<BankStatement>();
        CamtReader.read(text.getBytes(charset), statements::add);
        return statements;
    }

    private static String document(String statements) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-03-04T04:00:00</CreDtTm></GrpHdr>
                %s</BkToCstmrStmt></Document>
                """.formatted(statements);
    }
}
