package io.tillpost.protocol.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final SaleId SALE = Samples.SALE;
    /// As it was written before terminals were asked how they had verified the cardholder.
    private static final String OLD_APPROVAL = """
            {"attempt":"0195e5a4-1c01-7000-8000-000000000002","sale":"0195e5a4-1c01-7000-8000-000000000001",\
            "terminal":"terminal-1","outcome":{"kind":"approved","facts":{"terminalId":"52500001",\
            "merchantId":"4556666","cardType":6,"cardName":"Mastercard","paymentType":112,\
            "entryMode":"CONTACTLESS","pan":"545454******5454","trace":42,"receiptNumber":17,\
            "authorization":"123456","online":true,"approved":{"minor":1190,"currency":"EUR"},\
            "tip":{"minor":0,"currency":"EUR"}}},"kind":"CHARGE"}""";

    @ParameterizedTest
    @MethodSource("io.tillpost.protocol.event.Samples#all")
    void everyEventReadsAsItWasWritten(Event event) {
        JournalRow row = EventCodec.encode(7, new UUID(1, 2), Samples.ENVELOPE, event);
        assertEquals(event, EventCodec.decode(row));
        assertEquals(Samples.ENVELOPE, EventCodec.envelope(row));
        assertEquals(event.getClass().getSimpleName(), row.type());
        assertEquals(1, row.version());
    }

    @Test
    void everyPermittedEventHasASampleAndARowInTheTable() {
        Set<Class<?>> sampled = Samples.all().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.of(Event.class.getPermittedSubclasses()), sampled);
        assertEquals(Event.class.getPermittedSubclasses().length, EventType.values().length);
    }

    @Test
    void moneyAndProofGoToFinAndTheRestToOps() {
        assertEquals(Lane.OPS, EventCodec.laneOf(new DrawerOpened("drawer-1", null, null)));
        assertEquals(Lane.OPS, EventCodec.laneOf(new IncidentRaised("journal-fenced", "fin", "why")));
        assertEquals(Lane.FIN, EventCodec.laneOf(new SaleStarted(SALE)));
        assertEquals("SaleStarted", EventCodec.typeOf(new SaleStarted(SALE)));
    }

    @Test
    void anUnknownTypeOrVersionIsUnreadable() {
        JournalRow row = EventCodec.encode(1, new UUID(1, 2), Samples.ENVELOPE, new SaleStarted(SALE));
        assertThrows(UnreadableEventException.class, () -> EventCodec
                .decode(new JournalRow(1, row.eventId(), "SaleInvented", 1, row.metadata(), row.body())));
        var thrown = assertThrows(UnreadableEventException.class, () -> EventCodec
                .decode(new JournalRow(1, row.eventId(), row.type(), 2, row.metadata(), row.body())));
        assertEquals("SaleStarted version 2, expected 1", thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"sale\":null}", "{\"sale\":\"no uuid\"}", "[]",
        "{\"sale\":\"00000000-0000-0000-0000-000000000001\",\"x\":1}"})
    void aDamagedBodyIsUnreadable(String body) {
        var row = new JournalRow(1, new UUID(1, 2), "SaleStarted", 1, body.getBytes(UTF_8),
                body.getBytes(UTF_8));
        assertThrows(UnreadableEventException.class, () -> EventCodec.decode(row));
        assertThrows(UnreadableEventException.class, () -> EventCodec.envelope(row));
    }

    @Test
    void anApprovalOfBeforeVerificationsWereReadIsReadAndWrittenWithoutOne() {
        String old = OLD_APPROVAL;
        var row = new JournalRow(1, new UUID(1, 2), "PaymentOutcome", 1, new byte[0], old.getBytes(UTF_8));
        var outcome = (PaymentOutcome) EventCodec.decode(row);
        var approved = (PaymentOutcome.Outcome.Approved) outcome.outcome();
        assertNull(approved.facts().verification());
        assertFalse(approved.facts().asksForSignature());
        JournalRow again = EventCodec.encode(1, new UUID(1, 2), Samples.ENVELOPE, outcome);
        assertEquals(old, new String(again.body(), UTF_8));
    }

    @Test
    void aVerificationThatIsNotKnownHereIsUnreadable() {
        String strange = OLD_APPROVAL.replace("\"pan\"", "\"verification\":\"IRIS\",\"pan\"");
        var row = new JournalRow(1, new UUID(1, 2), "PaymentOutcome", 1, new byte[0],
                strange.getBytes(UTF_8));
        assertThrows(UnreadableEventException.class, () -> EventCodec.decode(row));
    }

    @Test
    void aSaleThatDoesNotAddUpCannotBeMade() {
        Money eleven = Money.of(1_100, "EUR");
        Money twelve = Money.of(1_200, "EUR");
        Money nothing = Money.of(0, "EUR");
        var tax = new TaxTotal(new TaxRate(0), twelve, twelve, nothing,
                List.of(new TaxTotal.ClassNet("books", twelve)));
        assertThrows(IllegalArgumentException.class, () -> sale(eleven, tax, nothing, twelve));
        assertThrows(IllegalArgumentException.class, () -> sale(twelve, tax, nothing, eleven));
        assertThrows(IllegalArgumentException.class, () -> sale(twelve, tax, Money.of(1, "EUR"), twelve));
        assertEquals(twelve, sale(twelve, tax, nothing, twelve).total());
    }

    @Test
    void partsThatDoNotAddUpCannotBeMade() {
        Money one = Money.of(1, "EUR");
        Money two = Money.of(2, "EUR");
        assertThrows(IllegalArgumentException.class, () -> new Tender.Cash(one, two, two));
        assertThrows(IllegalArgumentException.class,
                () -> new TaxTotal(new TaxRate(0), two, one, two, List.of()));
        assertThrows(IllegalArgumentException.class,
                () -> new TaxTotal(new TaxRate(0), two, one, one,
                        List.of(new TaxTotal.ClassNet("books", two))));
        assertThrows(IllegalArgumentException.class,
                () -> new CashMoved(CashMoved.Kind.TENDER, "drawer-1", one, null, null, null));
    }

    /// Whether a sale goes on by a proof is a question only where a person had said otherwise.
    @Test
    void onlyWhatContradictsAPersonsWordCanCount() {
        for (PaymentResolved.From from : PaymentResolved.From.values()) {
            assertEquals(from == PaymentResolved.From.ATTESTED_MOVED,
                    mayCount(from, new PaymentResolved.Resolution.NotCharged()), from::toString);
            assertEquals(from == PaymentResolved.From.ATTESTED_NOT_MOVED,
                    mayCount(from, new PaymentResolved.Resolution.Charged(Samples.FACTS)), from::toString);
        }
    }

    private static boolean mayCount(PaymentResolved.From from, PaymentResolved.Resolution resolution) {
        try {
            return new PaymentResolved(Samples.ATTEMPT, SALE, "terminal-1", from, resolution,
                    PaymentResolved.Evidence.REPEAT_RECEIPT, AttemptKind.CHARGE, true).counted();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a-", "a_b", "a/b", "a+b", "#", "ä", "a b",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aNameThatCouldMisleadATopicOrUrlIsRefused(String name) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> Names.check("store", name));
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("store '" + name + "'"));
    }

    @Test
    void namesInUseAreAccepted() {
        for (String name : Arrays.asList("a", "7", "store-7", "a".repeat(32))) {
            assertEquals(name, Names.check("store", name));
        }
    }

    private static SaleCompleted sale(Money total, TaxTotal tax, Money tip, Money cash) {
        return new SaleCompleted(SALE, "till-1", 1, Instant.EPOCH, LocalDate.EPOCH, true, "de-2026",
                List.of(),
                List.of(tax), total, Money.of(0, "EUR"), tip,
                List.of(new Tender.Cash(cash, cash, Money.of(0, "EUR"))),
                null);
    }
}
