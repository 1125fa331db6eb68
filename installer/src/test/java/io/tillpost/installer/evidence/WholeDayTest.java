package io.tillpost.installer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.installer.bridge.Evidence.Cash;
import io.tillpost.installer.bridge.Evidence.OfJournal;
import io.tillpost.installer.bridge.Evidence.Report;
import io.tillpost.installer.bridge.Evidence.Tenders;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.installer.world.World;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeys;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a day with refunds, a reversal, vouchers, an attested payment and a Z is, read from each source.
class WholeDayTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final LocalDate DAY = LocalDate.parse("2026-03-02");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);
    private static final SaleId SALE = new SaleId(new UUID(1, 1));
    private static final AttemptId CHARGE = new AttemptId(new UUID(0, 1));
    private static final AttemptId REFUND = new AttemptId(new UUID(0, 2));
    private static final AttemptId VOIDED = new AttemptId(new UUID(0, 3));
    private static final AttemptId REVERSAL = new AttemptId(new UUID(0, 4));
    private static final AttemptId ATTESTED = new AttemptId(new UUID(0, 5));
    private static final Map<PaymentKey, Money> CHARGES = Map.of(new PaymentKey("69000001", 1, 1), eur(2000),
            new PaymentKey("69000001", 2, 2), eur(-500));

    @TempDir
    private Path folder;

    @Test
    void theJournalTakesBackWhatWasReversedAndCountsRefundsBelowZero() throws IOException {
        journal();
        var day = JournalEvidence.read(folder.resolve("journal.db"), DAY, EUR);

        // Sold 20.00 + 20.00 + 7.00 with a tip of 0.50, less 5.00, 7.00 and 3.00 that went back.
        assertEquals(new OfJournal(eur(3250), new Tenders(eur(1000), eur(2500), eur(-250)),
                new Cash(eur(1000), eur(10_000), eur(-1500), eur(-10), eur(9490)), CHARGES, eur(1000),
                List.of(new Report("Z 1 of till-1", eur(3250), eur(3250), eur(9500), eur(9500))),
                Optional.empty()), day.evidence());
        assertEquals(new PaymentKey("69000001", 3, 3), day.payments().get(REVERSAL));
    }

    @Test
    void terminalAndAcquirerSayTheSameAsTheJournal() throws IOException {
        Path terminal = folder.resolve("ledger.ndjson");
        Files.write(terminal, List.of(booking("charge", 1, 2000, ""), booking("refund", 2, 500, ""),
                booking("charge", 3, 700, ""),
                booking("reversal", 4, 700,
                        ",\"originalKind\":\"charge\",\"originalTrace\":3,\"originalReceiptNumber\":3"),
                "{\"kind\":\"batch-closed\",\"terminalId\":\"69000001\",\"date\":\"2026-03-02\",\"time\":\"20:00:00\","
                        + "\"currency\":\"EUR\",\"trace\":5,\"batch\":1,\"count\":2,\"amountMinor\":1500}"));
        var letters = new World(folder, "DE02120300000000202051", EUR).settle(terminal, DAY);

        var evidence = TerminalEvidence.read(terminal, DAY, EUR);
        assertEquals(CHARGES, evidence.charges());
        assertEquals(eur(1500), evidence.batchTotal());
        var settlement = SettlementEvidence.read(letters.settlement(), List.of(), letters.statementDay(),
                EUR);
        assertEquals(CHARGES, settlement.charges());
        var payout = settlement.payouts().getFirst();
        assertEquals(payout.lines(), payout.net());
        assertEquals(Map.of(payout.reference(), payout.net()),
                BankEvidence.read(letters.statement(), letters.statementDay(), EUR).credits());
    }

    @Test
    void theLedgerIsReadByRole() throws IOException {
        journal();
        var payments = JournalEvidence.read(folder.resolve("journal.db"), DAY, EUR).payments();
        var ledger = new LedgerEvidence(_ -> page(
                entry("float", line("assets:cash:s:d", 10_000, null), line("assets:safe:s", -10_000, null)),
                entry("card-clearing", line("assets:card-clearing:n:1", 2000, CHARGE),
                        line("assets:tender-received", -2000, CHARGE)),
                entry("card-refund", line("assets:card-clearing:n:1", -500, REFUND),
                        line("assets:tender-received", 500, REFUND)),
                entry("card-clearing", line("assets:card-clearing:n:1", 700, VOIDED),
                        line("assets:tender-received", -700, VOIDED)),
                entry("card-void", line("assets:card-clearing:n:1", -700, REVERSAL),
                        line("assets:tender-received", 700, REVERSAL)),
                entry("attested", line("assets:card-clearing-unconfirmed:s", 1000, ATTESTED),
                        line("assets:tender-received", -1000, ATTESTED)),
                entry("cash-refund", line("assets:cash:s:d", -300, null),
                        line("assets:tender-received", 300, null)),
                entry("pay-out", line("assets:cash:s:d", -1500, null), line("expenses:paid-out", 1500, null)),
                entry("refund", line("income:returns:0:x", 800, null),
                        line("assets:tender-received", -800, null)),
                entry("voucher", line("assets:tender-received", 250, null),
                        line("liabilities:vouchers:multi-purpose", -250, null)),
                entry("cash-over-short", line("assets:cash:s:d", -10, null),
                        line("expenses:cash-over-short", 10, null)),
                entry("cash-lift", line("assets:cash:s:d", -8190, null), line("assets:safe:s", 8190, null))),
                EUR).read(DAY, payments);

        assertEquals(CHARGES, ledger.charges());
        assertEquals(new Cash(eur(-300), eur(10_000), eur(-1500), eur(-10), eur(8190)), ledger.cash());
        assertEquals(eur(0), ledger.cash().left());
        assertEquals(eur(-250), ledger.vouchers());
        assertEquals(eur(1000), ledger.attested());
        assertEquals(eur(-800), ledger.sales());
        assertEquals(eur(0), ledger.trialBalance());
    }

    private void journal() throws IOException {
        var ids = IdSource.uuidV7(CLOCK, new Random(1));
        try (var journal = SqliteJournal.open(folder,
                new Origin("acme", "acme-de", "hamburg-1", "hamburg-1-a", ZoneId.of("UTC"), "1"), CLOCK, ids,
                () -> 0, wanted -> new MasterKeys(null, RANDOM)
                        .forData(new KeySource.KeyFile(folder.resolve("master.key")), wanted),
                RANDOM)) {
            for (Event event : events()) {
                var _ = journal.commit(unit -> unit.append(stamp(), event));
            }
        }
    }

    private static List<Event> events() {
        return List.of(new ShiftOpened("drawer-1", eur(10_000)),
                CashMoved.tender("drawer-1", eur(1300), SALE),
                approved(CHARGE, AttemptKind.CHARGE, 1, 2000),
                sale(2000, 0, new Tender.Card(eur(2000), CHARGE)),
                new PaymentOutcome(ATTESTED, SALE, "terminal-1", new PaymentOutcome.Outcome.Unknown("06 01"),
                        AttemptKind.CHARGE),
                new PaymentAttested(ATTESTED, SALE, "terminal-1", AttemptKind.CHARGE, eur(1000), true),
                sale(2000, 50, new Tender.Card(eur(1000), ATTESTED),
                        new Tender.Cash(eur(1000), eur(1000), eur(0)),
                        new Tender.Voucher(eur(50), "V", null)),
                approved(VOIDED, AttemptKind.CHARGE, 3, 700),
                sale(700, 0, new Tender.Card(eur(700), VOIDED)),
                approved(REFUND, AttemptKind.REFUND, 2, 500),
                refund(500, new RefundTender.Card(eur(500), REFUND)),
                new PaymentAttemptStarted(REVERSAL, SALE, "terminal-1", eur(700), 3, 3, AttemptKind.REVERSAL,
                        null, VOIDED),
                approved(REVERSAL, AttemptKind.REVERSAL, 4, 700),
                refund(700, new RefundTender.Card(eur(700), REVERSAL)),
                refund(300, new RefundTender.Voucher(eur(300), "V2")),
                new CashMoved(CashMoved.Kind.REFUND, "drawer-1", eur(-300), SALE, null, null),
                new CashMoved(CashMoved.Kind.SAFE_DROP, "drawer-1", eur(-1500), null, null, null), z());
    }

    private static ZReported z() {
        var none = eur(0);
        var totals = new ShiftTotals(3, eur(4700), 3, eur(1500), 0, List.of(), List.of(), none, none, eur(50),
                List.of(), List.of(), 0, null);
        return new ZReported(1, "drawer-1", CLOCK.instant(), CLOCK.instant(), totals, eur(4700), eur(1500),
                eur(9500), eur(9490), eur(9490));
    }

    private static PaymentOutcome approved(AttemptId attempt, AttemptKind kind, int number, long minor) {
        return new PaymentOutcome(attempt, SALE, "terminal-1",
                new PaymentOutcome.Outcome.Approved(new CardFacts("69000001", "455600001234", 5, "girocard",
                        -1,
                        EntryMode.CHIP, null, number, number, null, null, 1, true, eur(minor), eur(0))),
                kind);
    }

    private static SaleCompleted sale(long minor, long tip, Tender... tenders) {
        return new SaleCompleted(SALE, "till-1", 1, CLOCK.instant(), DAY, true, "1", List.of(),
                List.of(untaxed(minor)), eur(minor), eur(0), eur(tip), List.of(tenders), null);
    }

    private static RefundCompleted refund(long minor, RefundTender tender) {
        return new RefundCompleted(new RefundId(new UUID(3, minor)), SALE, "till-1", 1, "till-1-refunds", 1,
                CLOCK.instant(), DAY, true, "1", List.of(), List.of(untaxed(minor)), eur(minor), eur(0),
                eur(0),
                List.of(tender), "broken", null);
    }

    private static TaxTotal untaxed(long minor) {
        return new TaxTotal(new TaxRate(0), eur(minor), eur(minor), eur(0),
                List.of(new TaxTotal.ClassNet("x", eur(minor))));
    }

    private static Stamp stamp() {
        return new Stamp("till-1", Actor.cashier("ayse"), null, Mode.LIVE, DAY, new ShiftId(new UUID(2, 2)),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private static String booking(String kind, int number, long minor, String more) {
        return "{\"kind\":\"" + kind
                + "\",\"terminalId\":\"69000001\",\"date\":\"2026-03-02\",\"time\":\"10:00:00\","
                + "\"currency\":\"EUR\",\"merchantId\":\"455600001234\",\"cardType\":5,\"cardName\":\"girocard\","
                + "\"pan\":\"672590*********0019\",\"trace\":" + number
                + ",\"batch\":1,\"receiptNumber\":" + number
                + ",\"authorization\":\"007919\",\"amountMinor\":" + minor + more + "}";
    }

    private static JsonNode page(String... entries) {
        return Json.readTree(
                ("{\"items\":[" + String.join(",", entries) + "]}").getBytes(StandardCharsets.UTF_8));
    }

    private static String entry(String role, String... lines) {
        return "{\"role\":\"" + role + "\",\"lines\":[" + String.join(",", lines) + "]}";
    }

    private static String line(String account, long minor, @Nullable AttemptId payment) {
        return "{\"account\":\"" + account + "\",\"amount\":{\"minor\":" + minor + ",\"currency\":\"EUR\"}"
                + (payment == null ? "" : ",\"payment\":\"" + payment + "\"") + "}";
    }

    private static Money eur(long minor) {
        return new Money(minor, EUR);
    }
}
