package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalState.Condition;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.SaleCompleted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The terminal stays silent, a person says what it shows, and sometimes evidence comes after all.
class AttestationTest {
    @TempDir
    private Path folder;
    private final ScriptedTerminal terminal = new ScriptedTerminal();
    private StoreWorld world;

    @BeforeEach
    void open() {
        world = new StoreWorld(folder, terminal);
        world.openShift("till-1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPersonIsAskedOnlyAfterAutomationHasTriedForAMinute() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.SENT);
        assertEquals(Reason.NOT_TO_ATTEST, refusal(world.attest(attempt, true)));
        world.clock.forward(StoreWorld.MINUTE.minus(Duration.ofMillis(1)));
        assertEquals(false, world.payments.mayAttest(world.look(attempt.attempt())));
        assertEquals(Reason.NOT_TO_ATTEST, refusal(world.attest(attempt, true)));
        world.clock.forward(Duration.ofMillis(1));
        assertEquals(true, world.payments.mayAttest(world.look(attempt.attempt())));
        assertInstanceOf(Decision.Accepted.class, world.attest(attempt, true));
    }

    @Test
    void aClockThatWasSetBackKeepsNobodyFromBeingAsked() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.SENT);
        world.clock.forward(Duration.ofHours(-3));
        assertInstanceOf(Decision.Accepted.class, world.attest(attempt, true));
    }

    @Test
    void whatIsProvenOrAttestedOrStillRunsIsNotToBeAttested() throws InterruptedException {
        Attempt paid = world.end(world.charge(world.sale(1240)).attempt());
        Attempt begun = StoreWorld.value(world.tryCharge(world.sale(500)));
        world.clock.forward(StoreWorld.MINUTE.multipliedBy(10));
        assertEquals(Reason.NOT_TO_ATTEST, refusal(world.attest(paid, false)));
        assertEquals(Reason.NOT_TO_ATTEST, refusal(world.attest(begun, false)));
        terminal.unplugAt(Point.SENT);
        world.payments.run(begun);
        world.giveUpOn(begun);
        var _ = StoreWorld.value(world.attest(begun, false));
        assertEquals(Reason.NOT_TO_ATTEST, refusal(world.attest(begun, true)));
    }

    @Test
    void attestedAsMovedCompletesTheSaleByTheWordOfWhoSaidIt() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = lose(sale, Point.APPROVED);
        world.giveUpOn(attempt);
        Attempt attested = StoreWorld.value(world.attest(attempt, true));
        assertEquals(AttemptState.ATTESTED_MOVED, attested.state());
        assertEquals("berta", witness(attested));
        assertEquals(SaleState.COMPLETED, world.look(sale).state());
        assertEquals(List.of(sale.sale()), world.told);
        assertEquals(List.of("PaymentAttemptStarted", "PaymentOutcome", "PaymentAttested", "SaleCompleted"),
                world.events()
                        .stream()
                        .skip(2)
                        .map(event -> event.getClass().getSimpleName())
                        .toList());
        var event = world.events(PaymentAttested.class).getFirst();
        assertEquals(StoreWorld.eur(1240), event.amount());
        assertEquals(true, event.moved());
    }

    @Test
    void attestedAsNotMovedLetsTheCustomerPayAnotherWay() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = lose(sale, Point.SENT);
        world.giveUpOn(attempt);
        assertEquals(AttemptState.ATTESTED_NOT_MOVED,
                StoreWorld.value(world.attest(attempt, false)).state());
        Sale paid = StoreWorld.value(world.journal.commit(
                unit -> world.sales.payCash(unit, sale.sale(), StoreWorld.eur(1240), StoreWorld.ANNA)));
        assertEquals(SaleState.COMPLETED, paid.state());
        assertEquals(List.of(), world.told);
    }

    /// What really happened, what was said, what is known in the end, and who has to look.
    @ParameterizedTest
    @CsvSource({"APPROVED, true, CHARGED, ''", "SENT, false, NOT_CHARGED, ''",
        "SENT, true, NOT_CHARGED, attestation-contradicted", "COMMITTED, true, CHARGED, ''"})
    void evidenceThatComesLaterIsWrittenAndDoesNotChangeTheSale(Point point, boolean moved,
            AttemptState proven, String incident) throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = lose(sale, point);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, moved));
        Sale before = world.look(sale);
        terminal.reachable = true;
        assertEquals(proven, world.proven(attempt.attempt()).state());
        assertEquals(before, world.look(sale));
        assertEquals(moved ? 1 : 0, world.told.size());
        assertEquals(moved ? 1 : 0, world.events(SaleCompleted.class).size());
        var resolved = world.events(PaymentResolved.class).getLast();
        assertEquals(moved ? From.ATTESTED_MOVED : From.ATTESTED_NOT_MOVED, resolved.from());
        assertEquals(proven == AttemptState.CHARGED, resolved.resolution() instanceof Resolution.Charged);
        assertEquals(incident.isEmpty() ? List.of() : List.of(incident),
                world.incidents().stream().map(IncidentRaised::kind).toList());
    }

    @Test
    void anotherAmountThanWasAttestedIsAContradictionToo() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.SENT);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
        terminal.stores(new LastReceipt.Charge(tipped()));
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.proven(attempt.attempt()).state());
        assertEquals(List.of("attestation-contradicted"),
                world.incidents().stream().map(IncidentRaised::kind).toList());
    }

    @Test
    void aWrittenApprovalIsAttestedWithItsTip() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale));
        var facts = tipped();
        assertEquals(true, world.journal
                .commit(unit -> world.attempts().approved(unit, attempt.attempt(), facts)));
        world.clock.forward(StoreWorld.MINUTE);
        // Its dialogue may still run.
        assertEquals(false, world.payments.mayAttest(world.look(attempt.attempt())));
        var _ = world.journal.commit(unit -> world.attempts()
                .ended(unit, attempt.attempt(), new PaymentResult.Unknown("silence")));
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
        assertEquals(StoreWorld.eur(1340), world.events(PaymentAttested.class).getFirst().amount());
        assertEquals(StoreWorld.eur(100), world.look(sale).tip());
        assertEquals(SaleState.COMPLETED, world.look(sale).state());
    }

    @Test
    void theTerminalIsFreeAgainOnceItHasSaidWhatItDidLast() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = lose(sale, Point.SENT);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, false));
        assertEquals(Reason.TERMINAL_NOT_READY, refusal(world.payments.prepare(StoreWorld.TERMINAL)));
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        Attempt next = world.end(world.charge(sale).attempt());
        assertEquals(AttemptState.CHARGED, next.state());
        // Asked for before the next transaction wiped it out.
        assertEquals(AttemptState.NOT_CHARGED, world.look(attempt.attempt()).state());
        assertEquals(1, terminal.charges().size());
    }

    /// What it says never changes until it is given something to do.
    @Test
    void aTerminalWhoseLastTransactionFailedIsFreeOnceAPersonHasSaidWhatItShows()
            throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = lose(sale, Point.SENT);
        terminal.stores(new LastReceipt.Failed(0x6C, false, 0));
        terminal.reachable = true;
        world.untilShown(attempt, "failed (6C)");
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, false));
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(AttemptState.CHARGED, world.end(world.charge(sale).attempt()).state());
        assertEquals(AttemptState.ATTESTED_NOT_MOVED, world.look(attempt.attempt()).state());
    }

    @Test
    void aTerminalThatIsNotAtRestGetsNoFurtherTransaction() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.SENT);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, false));
        terminal.condition = Condition.BUSY;
        terminal.reachable = true;
        assertEquals(Reason.TERMINAL_NOT_READY, refusal(world.payments.prepare(StoreWorld.TERMINAL)));
    }

    @Test
    void whatATerminalHasNotSaidYetIsHeardBeforeTheNextTransactionAndStillProves()
            throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.COMMITTED);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, false));
        terminal.busyAnswers.set(1);
        terminal.reachable = true;
        var _ = world.payments.prepare(StoreWorld.TERMINAL);
        var _ = world.payments.prepare(StoreWorld.TERMINAL);
        assertEquals(AttemptState.CHARGED, world.look(attempt.attempt()).state());
    }

    @Test
    void whatTheNextTransactionWipedOutStaysAttested() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.SENT);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
        terminal.stores(new LastReceipt.Charge(ScriptedTerminal.facts(StoreWorld.eur(7), 40)));
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        var _ = world.end(world.charge(world.sale(1240)).attempt());
        assertEquals(AttemptState.ATTESTED_MOVED, world.look(attempt.attempt()).state());
        assertEquals(1, world.events(PaymentResolved.class).size());
    }

    @Test
    void anEmptyStoreAfterTheEndOfDayProvesNothing() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.APPROVED);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
        terminal.batch = new EndOfDayResult.Closed(ScriptedTerminal.TID, 7, 8, List.of());
        BatchClosing closing = StoreWorld.value(world.journal.commit(unit -> world.payments
                .beginEndOfDay(unit, StoreWorld.TERMINAL, world.shifts.systemStamp(unit, "till-1",
                        StoreWorld.ANNA.traceparent()))));
        terminal.stores(new LastReceipt.Nothing());
        terminal.reachable = true;
        world.payments.run(closing);
        var _ = world.payments.awaitBatch(closing.id(), Duration.ofSeconds(20));
        assertInstanceOf(Decision.Accepted.class, world.payments.prepare(StoreWorld.TERMINAL));
        assertEquals(AttemptState.ATTESTED_MOVED, world.look(attempt.attempt()).state());
        assertEquals(List.of(), world.incidents());
    }

    @Test
    void theSearchForProofGoesOnAfterARestart() throws InterruptedException {
        Attempt attempt = lose(world.sale(1240), Point.APPROVED);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
        world.close();
        terminal.reachable = true;
        world = new StoreWorld(folder, terminal);
        assertEquals(AttemptState.CHARGED, world.proven(attempt.attempt()).state());
        assertEquals(1, world.events(SaleCompleted.class).size());
        assertEquals(List.of(), world.told);
    }

    private Attempt lose(Sale sale, Point point) throws InterruptedException {
        terminal.unplugAt(point);
        Attempt attempt = world.charge(sale);
        var _ = world.unsure(attempt);
        return attempt;
    }

    private static CardFacts tipped() {
        var plain = ScriptedTerminal.facts(StoreWorld.eur(1340), 9);
        return new CardFacts(plain.terminalId(), plain.merchantId(),
                plain.cardType(), plain.cardName(), plain.paymentType(), plain.entryMode(), plain.pan(),
                plain.trace(), plain.receiptNumber(), plain.authorization(), plain.terminalTime(),
                plain.batch(), plain.online(), plain.approved(), StoreWorld.eur(100));
    }

    private static String witness(Attempt attested) {
        var word = attested.attested();
        assertNotNull(word);
        return word.by();
    }

    private static Reason refusal(Decision<?> decision) {
        return assertInstanceOf(Decision.Refused.class, decision).reason();
    }
}
