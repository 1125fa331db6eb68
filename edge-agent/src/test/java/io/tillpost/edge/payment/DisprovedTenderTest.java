package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A person said that a card was charged, the sale is still open, and then the terminal proves that it was not.
class DisprovedTenderTest {
    private static final String OTHER = StoreWorld.SECOND;
    private static final TerminalNumbers OLD = new TerminalNumbers(-1, -1, ScriptedTerminal.TID);

    @TempDir
    private Path folder;
    private final ScriptedTerminal terminal = new ScriptedTerminal();
    private final ScriptedTerminal other = new ScriptedTerminal();
    private StoreWorld world;

    @BeforeEach
    void open() {
        world = new StoreWorld(folder, terminal, other);
        world.openShift("till-1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itComesOffTheSaleWhichMayBeGivenUp() throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId said = saidMoved(sale, 500);
        assertEquals(SaleState.PART_PAID, world.look(sale).state());
        terminal.reachable = true;
        assertEquals(AttemptState.NOT_CHARGED, world.proven(said).state());
        assertEquals(SaleState.OPEN, world.look(sale).state());
        assertEquals(List.of(), world.look(sale).tenders());
        assertEquals(StoreWorld.eur(1240), world.look(sale).remaining());
        var resolved = world.events(PaymentResolved.class).getLast();
        assertEquals(From.ATTESTED_MOVED, resolved.from());
        assertEquals(new Resolution.NotCharged(), resolved.resolution());
        assertTrue(resolved.counted());
        assertEquals(List.of(), kinds());
        assertEquals(SaleState.ABORTED, StoreWorld.value(world.journal.commit(unit -> world.sales.abort(unit,
                sale.sale(), "the customer left", StoreWorld.ANNA))).state());
    }

    @Test
    void whatElseIsPaidStaysAndTheRestMayBePaid() throws InterruptedException {
        Sale sale = world.sale(1240);
        var _ = cash(sale, 200);
        AttemptId said = saidMoved(sale, 500);
        terminal.reachable = true;
        var _ = world.proven(said);
        assertEquals(SaleState.PART_PAID, world.look(sale).state());
        assertEquals(StoreWorld.eur(1040), world.look(sale).remaining());
        Sale paid = cash(sale, 1040);
        assertEquals(SaleState.COMPLETED, paid.state());
        assertTrue(paid.tenders().stream().noneMatch(Tender.Card.class::isInstance));
        assertEquals(1, world.events(SaleCompleted.class).size());
    }

    @Test
    void aSaleThatEndedMeanwhileIsForPeopleToLookAt() throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId said = saidMoved(sale, 500);
        Sale ended = cash(sale, 740);
        assertEquals(SaleState.COMPLETED, ended.state());
        terminal.reachable = true;
        var _ = world.proven(said);
        assertEquals(ended, world.look(sale));
        assertFalse(world.events(PaymentResolved.class).getLast().counted());
        assertEquals(List.of("attestation-contradicted"), kinds());
    }

    @Test
    void itsTipGoesWithIt() throws InterruptedException {
        Sale sale = world.sale(2000);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale, StoreWorld.eur(500)));
        CardFacts plain = ScriptedTerminal.facts(StoreWorld.eur(600), 9);
        var tipped = new CardFacts(plain.terminalId(), plain.merchantId(), plain.cardType(), plain.cardName(),
                plain.paymentType(), plain.entryMode(), plain.pan(), plain.trace(), plain.receiptNumber(),
                plain.authorization(), plain.terminalTime(), plain.batch(), plain.online(), plain.approved(),
                StoreWorld.eur(100));
        attested(attempt, tipped);
        assertEquals(StoreWorld.eur(100), world.look(sale).tip());
        assertEquals(StoreWorld.eur(1500), world.look(sale).remaining());
        takenBack(attempt.attempt());
        assertEquals(StoreWorld.eur(0), world.look(sale).tip());
        assertEquals(StoreWorld.eur(2000), world.look(sale).remaining());
        assertEquals(SaleState.OPEN, world.look(sale).state());
    }

    @Test
    void nobodyComparesItsSignatureAnyMore() throws InterruptedException {
        terminal.verification = CardholderVerification.SIGNATURE;
        Sale sale = world.sale(1240);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale));
        attested(attempt, terminal.charge(StoreWorld.eur(1240)));
        assertEquals(List.of(attempt.attempt()), world.look(sale).signatures());
        takenBack(attempt.attempt());
        assertEquals(List.of(), world.look(sale).signatures());
        assertEquals(SaleState.OPEN, world.look(sale).state());
        assertEquals(SaleState.COMPLETED, cash(sale, 1240).state());
    }

    /// Money that is known not to be there completes nothing.
    @ParameterizedTest
    @CsvSource({"true, PART_PAID, 500", "false, OPEN, 1240"})
    void aChargeOfTheRestThatRunsMeanwhileDoesNotCompleteTheSale(boolean moves, SaleState state, long rest)
            throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId said = saidMoved(sale, 500);
        var _ = StoreWorld.value(world.payments.prepare(OTHER));
        Attempt running = StoreWorld.value(world.journal.commit(
                unit -> world.payments.begin(unit, sale.sale(), OTHER, null, StoreWorld.ANNA)));
        terminal.reachable = true;
        assertEquals(AttemptState.NOT_CHARGED, world.proven(said).state());
        assertEquals(SaleState.CARD_PENDING, world.look(sale).state());
        assertEquals(StoreWorld.eur(1240), world.look(sale).remaining());
        if (!moves) {
            other.answers(new PaymentResult.Declined(5, "declined"));
        }
        world.payments.run(running);
        var _ = world.end(running.attempt());
        assertEquals(state, world.look(sale).state());
        assertEquals(StoreWorld.eur(rest), world.look(sale).remaining());
        assertEquals(List.of(), world.events(SaleCompleted.class));
        assertEquals(List.of(), kinds());
    }

    /// The terminal was asked to give it back in the moment in which it proved that there is nothing to give.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAttemptThatGivesItBackDecidesFirst(boolean moves) throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId said = saidMoved(sale, 500);
        AttemptId back = givingBack(sale, said);
        takenBack(said);
        assertEquals(AttemptState.ATTESTED_MOVED, world.look(said).state());
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        if (!moves) {
            terminal.answers(new PaymentResult.Declined(5, "declined"));
        }
        world.payments.run(world.look(back));
        var _ = world.end(back);
        assertEquals(AttemptState.NOT_CHARGED, world.look(said).state());
        assertEquals(List.of(), world.look(sale).tenders());
        assertEquals(SaleState.OPEN, world.look(sale).state());
        assertEquals(!moves, world.events(PaymentResolved.class)
                .stream()
                .anyMatch(resolved -> resolved.attempt().equals(said) && resolved.counted()));
        assertEquals(moves ? List.of("attestation-contradicted") : List.of(), kinds());
    }

    @Test
    void soItDoesAfterARestart() throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId said = saidMoved(sale, 500);
        AttemptId back = givingBack(sale, said);
        takenBack(said);
        world.close();
        world = new StoreWorld(folder, terminal, other, world.clock);
        world.giveUpOn(world.look(back));
        assertEquals(AttemptState.ATTESTED_MOVED, world.look(said).state());
        var _ = StoreWorld.value(world.attest(world.look(back), false));
        assertEquals(AttemptState.NOT_CHARGED, world.look(said).state());
        assertEquals(SaleState.OPEN, world.look(sale).state());
        assertEquals(StoreWorld.eur(1240), world.look(sale).remaining());
        assertEquals(List.of(), kinds());
    }

    private AttemptId saidMoved(Sale sale, long minor) throws InterruptedException {
        terminal.unplugAt(Point.SENT);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale, StoreWorld.eur(minor)));
        world.payments.run(attempt);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
        return attempt.attempt();
    }

    /// Approved, not confirmed, and attested as moved; by the rules alone.
    private void attested(Attempt attempt, CardFacts facts) {
        AttemptId id = attempt.attempt();
        assertEquals(true, world.journal.commit(unit -> world.attempts().approved(unit, id, facts)));
        var _ = world.journal
                .commit(unit -> world.attempts().ended(unit, id, new PaymentResult.Unknown("silence")));
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, true));
    }

    /// An attempt that gives it back, which its terminal has not heard of.
    private AttemptId givingBack(Sale sale, AttemptId said) {
        return world.journal.commit(unit -> {
            world.attempts().learned(unit, world.payments.find(unit, said).orElseThrow().terminal(), OLD);
            return StoreWorld.value(world.payments.beginGiveBack(unit, sale.sale(), 0, StoreWorld.ANNA));
        }).attempt();
    }

    private void takenBack(AttemptId id) {
        var _ = world.journal.commit(unit -> world.attempts()
                .recovered(unit, id, new Verdict.NotMoved(Evidence.IDLE_WITH_OLD_RECEIPT, OLD)));
    }

    private Sale cash(Sale sale, long minor) {
        return StoreWorld.value(world.journal.commit(
                unit -> world.sales.payCash(unit, sale.sale(), StoreWorld.eur(minor), StoreWorld.ANNA)));
    }

    private List<String> kinds() {
        return world.incidents().stream().map(IncidentRaised::kind).toList();
    }
}
