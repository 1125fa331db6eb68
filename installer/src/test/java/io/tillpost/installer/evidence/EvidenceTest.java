package io.tillpost.installer.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.installer.bridge.Bridges;
import io.tillpost.installer.bridge.Evidence;
import io.tillpost.installer.bridge.Source;
import io.tillpost.installer.bridge.Verdict;
import io.tillpost.installer.tamper.Tamper;
import io.tillpost.installer.world.World;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small day as the five sources hold it: a real journal, a terminal's record, the world's files, and the ledger's
/// answers as the API gives them. A cash sale of 11.90 and card sales of 20.00 and 30.00.
class EvidenceTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final LocalDate DAY = LocalDate.parse("2026-03-02");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final AttemptId ONE = new AttemptId(new UUID(0, 1));
    private static final AttemptId TWO = new AttemptId(new UUID(0, 2));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;
    private Path terminal;
    private Path database;
    private World.Letters letters;
    private final Tamper tamper = new Tamper(EUR);

    @BeforeEach
    void aDay() throws IOException {
        terminal = folder.resolve("ledger.ndjson");
        Files.write(terminal, List.of(
                charge("455600001234", "girocard", 1, 2000), charge("455600009876", "Mastercard", 2, 3000),
                "{\"kind\":\"batch-closed\",\"terminalId\":\"69000001\",\"date\":\"2026-03-02\",\"time\":\"20:00:00\","
                        + "\"currency\":\"EUR\",\"trace\":3,\"batch\":1,\"count\":2,\"amountMinor\":5000}"));
        letters = new World(folder, "DE02120300000000202051", EUR).settle(terminal, DAY);
        database = folder.resolve("journal.db");
        var ids = IdSource.uuidV7(CLOCK, new Random(1));
        try (var journal = opened(ids)) {
            for (Event event : events()) {
                var _ = journal.commit(unit -> unit.append(stamp(DAY), event));
            }
            var _ = journal.commit(unit -> unit.append(stamp(DAY.plusDays(1)), cashMoved(700)));
        }
    }

    private SqliteJournal opened(IdSource ids) {
        return SqliteJournal.open(folder,
                new Origin("acme", "acme-de", "hamburg-1", "hamburg-1-a", ZoneId.of("UTC"), "1"), CLOCK, ids,
                () -> 0, wanted -> new MasterKeys(null, RANDOM)
                        .forData(new KeySource.KeyFile(folder.resolve("master.key")), wanted),
                RANDOM);
    }

    @Test
    void aDayInTwoJournalsHoldsAndWhatStandsInBothCountsOnce() throws IOException {
        fork();
        Verdict verdict = judge();
        assertTrue(verdict.holds(), verdict.toString());
        assertEquals(Optional.empty(), JournalEvidence.damage(database));
    }

    @Test
    void aChangeInTheSealedJournalIsNamed() throws IOException, SQLException {
        fork();
        change("update event_fin_1 set body = zeroblob(length(body)) where seq = 4");
        assertTrue(JournalEvidence.damage(database).orElseThrow().startsWith("row 4 cannot be opened"));
    }

    @Test
    void aJournalThatDoesNotFollowFromWhatItNamesIsFound() throws IOException, SQLException {
        fork();
        change("update journal set parent_seq = parent_seq - 1 where lane = 'fin'");
        assertTrue(JournalEvidence.damage(database).orElseThrow()
                .endsWith(" does not begin with the hash of what it says it follows"));
    }

    /// The last three rows stand in the second journal again.
    private void fork() {
        try (var journal = opened(IdSource.uuidV7(CLOCK, new Random(2)))) {
            var head = journal.outbox().head(Lane.FIN);
            var parent = new Parent(head.journal().journalId(), head.lastSeq(), head.headHash());
            var _ = journal.succession().fork(new Succession.Order(head.journal(), 2, parent,
                    head.lastSeq() - 3, List.of(), List.of(), "test", true));
        }
    }

    private void change(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            assertTrue(statement.executeUpdate(sql) > 0);
        }
    }

    @Test
    void anHonestDayHolds() throws IOException {
        Verdict verdict = judge();
        assertTrue(verdict.holds(), verdict.toString());
        assertEquals(List.of("NP-260302-9876-1"),
                verdict.open().stream().map(Verdict.OpenPayout::reference).toList());
    }

    @Test
    void theTerminalIsNamed() throws IOException {
        assertEquals("terminal: line 1 of ledger.ndjson has a cent more", tamper.terminal(terminal, DAY));
        assertAccused(Source.TERMINAL,
                "payment trace 1 receipt 1 is 20.01 EUR, expected 20.00 EUR as journal, ledger,"
                        + " settlement");
    }

    @Test
    void theJournalIsNamedTwice() throws IOException {
        tamper.journal(database, DAY);
        List<String> reasons = Objects.requireNonNull(judge().accused().get(Source.JOURNAL));
        assertEquals(
                "payment trace 1 receipt 1 is 20.01 EUR, expected 20.00 EUR as terminal, ledger, settlement",
                reasons.getFirst());
        assertTrue(reasons.getLast().startsWith("its hash chain breaks at PaymentResolved#4 "),
                reasons.getLast());
    }

    @Test
    void aBlindChangeOfSealedBytesIsNamed() throws IOException {
        tamper.journalBlindly(database, DAY);
        var journal = JournalEvidence.read(database, DAY, EUR).evidence();
        assertEquals("row 4 cannot be opened: changed since it was sealed, or sealed for another place",
                journal.damage().orElseThrow());
    }

    @Test
    void theSettlementFileIsNamed() throws IOException {
        tamper.settlement(letters.settlement());
        assertAccused(Source.SETTLEMENT,
                "payment trace 1 receipt 1 is 20.01 EUR, expected 20.00 EUR as terminal,"
                        + " journal, ledger");
    }

    @Test
    void theBankIsNamed() throws IOException {
        tamper.bank(letters.statement());
        assertAccused(Source.BANK, "payout NP-260302-1234-1 arrived as 19.94 EUR, expected 19.93 EUR");
    }

    private void assertAccused(Source source, String reason) throws IOException {
        assertEquals(Map.of(source, List.of(reason)), judge().accused());
    }

    private Verdict judge() throws IOException {
        var journal = JournalEvidence.read(database, DAY, EUR);
        assertEquals(Set.of(ONE, TWO), journal.payments().keySet());
        return Bridges
                .judge(new Evidence(DAY, EUR, TerminalEvidence.read(terminal, DAY, EUR), journal.evidence(),
                        new LedgerEvidence(EvidenceTest::ledger, EUR).read(DAY, journal.payments()),
                        SettlementEvidence.read(letters.settlement(), List.of(), letters.statementDay(), EUR),
                        BankEvidence.read(letters.statement(), letters.statementDay(), EUR)));
    }

    // Two pages; the second one has what the bank's and the acquirer's files booked, which no single day asks for.
    private static JsonNode ledger(String path) {
        String day = String.join(",",
                entry("card-clearing", line("assets:card-clearing:nordpay:1", 2000, ONE),
                        line("assets:tender-received", -2000, ONE)),
                entry("card-clearing", line("assets:card-clearing:nordpay:2", 3000, TWO),
                        line("assets:tender-received", -3000, TWO)),
                entry("cash", line("assets:cash:hamburg-1:drawer-1", 1190, null),
                        line("assets:tender-received", -1190, null)),
                entry("sale", line("assets:tender-received", 6190, null),
                        line("income:sales:1900:food", -5202, null),
                        line("liabilities:vat:1900", -988, null)));
        if (!path.contains("businessDate") && !path.contains("cursor=next")) {
            return page(day, "next");
        }
        return path.contains("businessDate")
                ? page(day, null)
                : page(String.join(",",
                        entry("payout", line("assets:bank-in-transit:nordpay:1", 1993, null),
                                line("expenses:acquirer-fees:nordpay:commission", 7, null),
                                line("assets:card-clearing:nordpay:1", -2000, ONE)),
                        entry("payout", line("assets:bank-in-transit:nordpay:2", 2977, null),
                                line("expenses:acquirer-fees:nordpay:commission", 23, null),
                                line("assets:card-clearing:nordpay:2", -3000, TWO)),
                        entry("bank", line("assets:bank:DE02120300000000202051", 1993, null),
                                line("assets:bank-in-transit:nordpay:1", -1993, null))),
                        null);
    }

    private static JsonNode page(String entries, @Nullable String cursor) {
        String end = cursor == null ? "" : ",\"nextCursor\":\"" + cursor + "\"";
        return Json.readTree(("{\"items\":[" + entries + "]" + end + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static String entry(String role, String... lines) {
        return "{\"role\":\"" + role + "\",\"lines\":[" + String.join(",", lines) + "]}";
    }

    private static String line(String account, long minor, @Nullable AttemptId payment) {
        return "{\"account\":\"" + account + "\",\"amount\":{\"minor\":" + minor + ",\"currency\":\"EUR\"}"
                + (payment == null ? "" : ",\"payment\":\"" + payment + "\"") + "}";
    }

    private static List<Event> events() {
        var cash = new SaleId(new UUID(1, 1));
        var card = new SaleId(new UUID(1, 2));
        return List.of(CashMoved.tender("drawer-1", eur(1190), cash),
                sale(cash, 1, 1190, new Tender.Cash(eur(1190), eur(2000), eur(810))),
                new PaymentOutcome(ONE, card, "terminal-1", new Outcome.Approved(facts(1, 2000)),
                        AttemptKind.CHARGE),
                resolved(ONE, card, 1, 2000, PaymentResolved.From.APPROVED),
                new PaymentOutcome(TWO, card, "terminal-1", new Outcome.Unknown("cable"), AttemptKind.CHARGE),
                resolved(TWO, card, 2, 3000, PaymentResolved.From.UNKNOWN),
                new PaymentOutcome(new AttemptId(new UUID(0, 3)), card, "terminal-1",
                        new Outcome.Declined(5, "no"), AttemptKind.CHARGE),
                sale(card, 2, 5000, new Tender.Card(eur(2000), ONE), new Tender.Card(eur(3000), TWO)));
    }

    private static Event resolved(AttemptId attempt, SaleId sale, int number, long minor,
            PaymentResolved.From from) {
        return new PaymentResolved(attempt, sale, "terminal-1", from,
                new Resolution.Charged(facts(number, minor)),
                PaymentResolved.Evidence.COMPLETION, AttemptKind.CHARGE);
    }

    private static SaleCompleted sale(SaleId id, long number, long minor, Tender... tenders) {
        var rate = new TaxRate(1900);
        Money tax = rate.taxInGross(eur(minor));
        Money net = eur(minor).minus(tax);
        return new SaleCompleted(id, "hamburg-1", number, CLOCK.instant(), DAY, true, "1", List.of(),
                List.of(new TaxTotal(rate, eur(minor), net, tax,
                        List.of(new TaxTotal.ClassNet("food", net)))),
                eur(minor), eur(0), eur(0), List.of(tenders), null);
    }

    private static CardFacts facts(int number, long minor) {
        return new CardFacts("69000001", "4556", 5, "girocard", -1, EntryMode.CHIP, null, number, number,
                null, null, 1,
                true, eur(minor), eur(0));
    }

    private static CashMoved cashMoved(long minor) {
        return CashMoved.tender("drawer-1", eur(minor), new SaleId(new UUID(1, 9)));
    }

    private static Stamp stamp(LocalDate day) {
        return new Stamp("till-1", Actor.cashier("ayse"), null, Mode.LIVE, day, null,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private static String charge(String merchant, String card, int number, long minor) {
        return "{\"kind\":\"charge\",\"terminalId\":\"69000001\",\"date\":\"2026-03-02\",\"time\":\"10:00:00\","
                + "\"currency\":\"EUR\",\"merchantId\":\"" + merchant + "\",\"cardType\":5,\"cardName\":\""
                + card
                + "\",\"pan\":\"672590*********0019\",\"trace\":" + number + ",\"batch\":1,\"receiptNumber\":"
                + number
                + ",\"authorization\":\"007919\",\"amountMinor\":" + minor + "}";
    }

    private static Money eur(long minor) {
        return new Money(minor, EUR);
    }
}
