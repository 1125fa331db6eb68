package io.tillpost.installer.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tillpost.central.statement.BankLine;
import io.tillpost.central.statement.BankStatement;
import io.tillpost.central.statement.CamtReader;
import io.tillpost.central.statement.SettlementCsv;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What acquirer and bank make of a terminal's record, read with head office's readers.
class WorldTest {
    private static final LocalDate MONDAY = LocalDate.parse("2026-03-02");
    private static final LocalDate FRIDAY = LocalDate.parse("2026-03-06");
    private static final Currency EUR = Currency.getInstance("EUR");

    @TempDir
    private Path folder;
    private Path ledger;

    @BeforeEach
    void record() throws IOException {
        ledger = folder.resolve("ledger.ndjson");
        Files.writeString(ledger, "");
    }

    @Test
    void eachContractOfABatchIsOnePayoutNetOfFees() throws Exception {
        charge(MONDAY, 1, 1, "girocard", 2380);
        charge(MONDAY, 1, 2, "Mastercard", 10700);
        charge(MONDAY, 1, 3, "girocard", 535);
        close(MONDAY, 1, 13615);
        var payouts = SettlementCsv.read(Files.readAllBytes(settle(MONDAY).settlement()));
        assertEquals(2, payouts.size());
        assertEquals(eur("29.15"), payouts.getFirst().settled().gross());
        assertEquals(eur("29.04"), payouts.getFirst().settled().net(),
                "2380 costs 4 + 5 + 0, 535 costs 1 + 1 + 0");
        assertEquals(MONDAY.plusDays(1), payouts.getFirst().payoutDate());
        assertEquals(eur("107.00"), payouts.getLast().settled().gross());
        assertEquals(eur("106.19"), payouts.getLast().settled().net(), "0.37 + 0.32 + 0.12 fees");
        assertEquals(MONDAY.plusDays(2), payouts.getLast().payoutDate());
    }

    @Test
    void theStatementHoldsOnePayoutAndTheNextDaysHoldsTheOther() throws Exception {
        charge(MONDAY, 1, 1, "girocard", 2000);
        charge(MONDAY, 1, 2, "Mastercard", 3000);
        close(MONDAY, 1, 5000);
        var first = statement(settle(MONDAY).statement());
        assertEquals(List.of("NP-260302-1234-1"), references(first));
        charge(MONDAY.plusDays(1), 2, 4, "girocard", 4000);
        charge(MONDAY.plusDays(1), 2, 5, "Mastercard", 5000);
        close(MONDAY.plusDays(1), 2, 9000);
        var second = statement(settle(MONDAY.plusDays(1)).statement());
        assertEquals(List.of("NP-260302-9876-1", "NP-260303-1234-2"), references(second));
        assertEquals(amount(first.closing()), amount(second.opening()));
        assertEquals(amount(second.opening()).plus(Objects.requireNonNull(second.booked())),
                amount(second.closing()));
    }

    @Test
    void banksRestOnWeekends() throws Exception {
        charge(FRIDAY, 1, 1, "girocard", 2000);
        charge(FRIDAY, 1, 2, "Visa", 3000);
        close(FRIDAY, 1, 5000);
        var letters = settle(FRIDAY);
        assertEquals(FRIDAY.plusDays(3), letters.statementDay());
        var payouts = SettlementCsv.read(Files.readAllBytes(letters.settlement()));
        assertEquals(List.of(FRIDAY.plusDays(3), FRIDAY.plusDays(4)),
                payouts.stream().map(payout -> payout.payoutDate()).toList());
    }

    @Test
    void reversedDeclinedAndUnclosedPaymentsAreNotSettled() throws Exception {
        charge(MONDAY, 1, 1, "girocard", 2000);
        charge(MONDAY, 1, 2, "girocard", 700);
        line("""
                {"kind":"reversal","terminalId":"69000001","date":"2026-03-02","time":"12:00:00","currency":"EUR",\
                "merchantId":"455600001234","cardType":5,"cardName":"girocard","pan":"672590*********0019","trace":3,\
                "batch":1,"receiptNumber":3,"authorization":"1","amountMinor":700,"originalTrace":2,\
                "originalReceiptNumber":2}""");
        line("""
                {"kind":"declined","terminalId":"69000001","date":"2026-03-02","time":"12:00:00","currency":"EUR",\
                "merchantId":"455600001234","cardType":5,"cardName":"girocard","pan":"672590*********0019","trace":4,\
                "batch":1,"resultCode":5,"amountMinor":900}""");
        close(MONDAY, 1, 2000);
        charge(MONDAY, 2, 6, "girocard", 800);
        var payouts = SettlementCsv.read(Files.readAllBytes(settle(MONDAY).settlement()));
        assertEquals(List.of(eur("20.00")),
                payouts.stream().map(payout -> payout.settled().gross()).toList());
    }

    @Test
    void aRefundLowersThePayoutAndGetsItsInterchangeBack() throws Exception {
        charge(MONDAY, 1, 1, "girocard", 2380);
        refund(MONDAY, 1, 2, "girocard", 1000);
        close(MONDAY, 1, 1380);
        var payout = SettlementCsv.read(Files.readAllBytes(settle(MONDAY).settlement())).getFirst();
        assertEquals(eur("13.80"), payout.settled().gross());
        assertEquals(List.of(eur("23.80"), eur("-10.00")),
                payout.lines().stream().map(line -> line.settled().gross()).toList());
        assertEquals(eur("-9.98"), payout.lines().getLast().settled().net());
        assertEquals(eur("13.73"), payout.settled().net());
    }

    @Test
    void moreRefundedThanChargedIsADebitOfTheBank() throws Exception {
        charge(MONDAY, 1, 1, "girocard", 500);
        refund(MONDAY, 1, 2, "girocard", 2000);
        close(MONDAY, 1, -1500);
        var statement = statement(settle(MONDAY).statement());
        assertEquals(List.of(eur("-14.98")), statement.lines().stream().map(BankLine::amount).toList());
        assertEquals(eur("-14.98"), amount(statement.closing()));
    }

    @Test
    void aReversalTakesBackALineOfItsOwnBatchAlone() throws Exception {
        charge(MONDAY, 1, 2, "girocard", 2000);
        close(MONDAY, 1, 2000);
        charge(MONDAY.plusDays(1), 2, 2, "girocard", 700);
        line("""
                {"kind":"reversal","terminalId":"69000001","date":"2026-03-03","time":"12:00:00","currency":"EUR",\
                "merchantId":"455600001234","cardType":5,"cardName":"girocard","pan":"672590*********0019","trace":3,\
                "batch":2,"receiptNumber":3,"authorization":"1","amountMinor":700,"originalKind":"charge",\
                "originalTrace":2,"originalReceiptNumber":2}""");
        close(MONDAY.plusDays(1), 2, 0);
        assertEquals(1, SettlementCsv.read(Files.readAllBytes(settle(MONDAY).settlement())).size());
        assertEquals(0,
                SettlementCsv.read(Files.readAllBytes(settle(MONDAY.plusDays(1)).settlement())).size());
    }

    @Test
    void theSameRecordMakesTheSameFiles() throws Exception {
        charge(MONDAY, 1, 1, "girocard", 2000);
        close(MONDAY, 1, 2000);
        var letters = settle(MONDAY);
        String settlement = Files.readString(letters.settlement());
        String statement = Files.readString(letters.statement());
        assertEquals(letters, settle(MONDAY));
        assertEquals(settlement, Files.readString(letters.settlement()));
        assertEquals(statement, Files.readString(letters.statement()));
        assertFalse(settlement.contains("null"));
    }

    private World.Letters settle(LocalDate day) throws IOException {
        return new World(folder, "DE02120300000000202051", EUR).settle(ledger, day);
    }

    private static BankStatement statement(Path file) throws Exception {
        var found = new ArrayList<BankStatement>();
        CamtReader.read(Files.readAllBytes(file), found::add);
        return found.getFirst();
    }

    private static Money amount(BankStatement.@Nullable Balance balance) {
        return Objects.requireNonNull(balance).amount();
    }

    private static List<String> references(BankStatement statement) {
        return statement.lines().stream().map(BankLine::remittance).map(text -> text.split(" ", -1)[2])
                .toList();
    }

    private void charge(LocalDate day, int batch, int trace, String card, long minor) throws IOException {
        booking("charge", day, batch, trace, card, minor);
    }

    private void refund(LocalDate day, int batch, int trace, String card, long minor) throws IOException {
        booking("refund", day, batch, trace, card, minor);
    }

    private void booking(String kind, LocalDate day, int batch, int trace, String card, long minor)
            throws IOException {
        String merchant = card.equals("girocard") ? "455600001234" : "455600009876";
        line("""
                {"kind":"%s","terminalId":"69000001","date":"%s","time":"10:20:00","currency":"EUR",\
                "merchantId":"%s","cardType":5,"cardName":"%s","pan":"672590*********0019","trace":%d,"batch":%d,\
                "receiptNumber":%d,"authorization":"007919","amountMinor":%d}"""
                .formatted(kind, day, merchant, card, trace, batch, trace, minor));
    }

    private void close(LocalDate day, int batch, long minor) throws IOException {
        line("""
                {"kind":"batch-closed","terminalId":"69000001","date":"%s","time":"20:00:00","currency":"EUR",\
                "trace":99,"batch":%d,"count":1,"amountMinor":%d,"firstReceipt":1,"lastReceipt":2}"""
                .formatted(day, batch, minor));
    }

    private void line(String json) throws IOException {
        Files.writeString(ledger, Files.readString(ledger) + json + "\n");
    }

    private static Money eur(String decimal) {
        return Money.parse(decimal, EUR);
    }
}
