package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A person said that a card was not charged, the sale is still open, and then the terminal proves that it was.
class LateMoneyTest {
    private static final String OTHER = StoreWorld.SECOND;

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

    @ParameterizedTest
    @EnumSource(value = Point.class, names = {"APPROVED", "COMMITTED"})
    void itPaysTheSaleThatIsStillOpen(Point point) throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, point, 1240);
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.proven(charged).state());
        assertEquals(SaleState.COMPLETED, world.look(sale).state());
        assertEquals(List.of(new Tender.Card(StoreWorld.eur(1240), charged)), world.look(sale).tenders());
        assertEquals(List.of(sale.sale()), world.told(1));
        assertEquals(From.ATTESTED_NOT_MOVED, world.events(PaymentResolved.class).getLast().from());
        assertEquals(1, world.events(SaleCompleted.class).size());
        assertEquals(List.of(), world.incidents());
    }

    /// Whoever prints hears of it: there is a slip to sign.
    @Test
    void oneBySignatureIsToldAndWaitsForTheSignature() throws InterruptedException {
        terminal.verification = CardholderVerification.SIGNATURE;
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.proven(charged).state());
        assertEquals(List.of(charged), world.look(sale).signatures());
        assertEquals(List.of(sale.sale()), world.told(1));
    }

    /// So it does where the proof had to wait for another attempt, however that one ended.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneBySignatureThatHadToWaitIsToldToo(boolean attested) throws InterruptedException {
        terminal.verification = CardholderVerification.SIGNATURE;
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        Attempt running = provenWhileAnotherRuns(sale);
        var _ = world.told(1);
        if (attested) {
            other.unplugAt(Point.SENT);
            world.payments.run(running);
            world.giveUpOn(running);
            var _ = StoreWorld.value(world.attest(running, false));
        } else {
            other.answers(new PaymentResult.Declined(5, "declined"));
            world.payments.run(running);
        }
        var _ = world.end(running.attempt());
        assertEquals(List.of(charged), world.look(sale).signatures());
        assertEquals(2, world.told(2).size());
        assertEquals(sale.sale(), world.told.getLast());
    }

    @Test
    void oneThatWaitedForWhatThisBoxHadForgottenIsToldToo() throws InterruptedException {
        terminal.verification = CardholderVerification.SIGNATURE;
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        Attempt running = provenWhileAnotherRuns(sale);
        var _ = world.told(1);
        // As if an event said so that this box was told of.
        var _ = world.journal.commit(
                unit -> world.sales.cardNotCharged(unit, sale.sale(), running.attempt()));
        world.payments.takeOver();
        assertEquals(List.of(charged), world.look(sale).signatures());
        assertEquals(2, world.told(2).size());
        assertEquals(sale.sale(), world.told.getLast());
    }

    /// The tag is optional in each message.
    @Test
    void aLastReceiptThatDoesNotSayHowTheCardholderWasVerifiedTakesNothingBack()
            throws InterruptedException {
        terminal.verification = CardholderVerification.SIGNATURE;
        Sale sale = world.sale(1240);
        terminal.unplugAt(Point.COMMITTED);
        Attempt charge = StoreWorld.value(world.tryCharge(sale));
        world.payments.run(charge);
        var _ = world.unsure(charge);
        CardFacts said = terminal.charges().getFirst();
        terminal.stores(new LastReceipt.Charge(ScriptedTerminal.facts(said.approved(), said.trace())));
        terminal.reachable = true;
        assertEquals(said, world.proven(charge.attempt()).facts());
        assertEquals(List.of(charge.attempt()), world.look(sale).signatures());
    }

    /// Asked before the next transaction would wipe it out.
    @Test
    void theCardIsNotChargedAgain() throws InterruptedException {
        Sale sale = world.sale(1240);
        var _ = saidNotMoved(sale, Point.APPROVED, 1240);
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(Reason.SALE_NOT_OPEN, refusal(world.tryCharge(sale)));
        assertEquals(Reason.SALE_NOT_OPEN, refusal(cash(sale, 1240)));
        assertEquals(1240, terminal.netMinor());
    }

    @Test
    void aPartOfThePriceLeavesTheRestToPay() throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 500);
        terminal.reachable = true;
        var _ = world.proven(charged);
        assertEquals(SaleState.PART_PAID, world.look(sale).state());
        assertEquals(StoreWorld.eur(740), world.look(sale).remaining());
        assertEquals(SaleState.COMPLETED, StoreWorld.value(cash(sale, 740)).state());
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 1240})
    void whatWasPaidOtherwiseMeanwhileIsForPeopleToGiveBack(long cash) throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        Sale before = StoreWorld.value(cash(sale, cash));
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.proven(charged).state());
        assertEquals(before, world.look(sale));
        assertEquals(List.of("late-approval"), kinds());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherChargeThatRunsMeanwhileDecidesFirst(boolean moves) throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        Attempt running = provenWhileAnotherRuns(sale);
        if (!moves) {
            other.answers(new PaymentResult.Declined(5, "declined"));
        }
        world.payments.run(running);
        var _ = world.end(running.attempt());
        assertEquals(AttemptState.CHARGED, world.look(charged).state());
        assertEquals(SaleState.COMPLETED, world.look(sale).state());
        assertEquals(List.of(new Tender.Card(StoreWorld.eur(1240), moves ? running.attempt() : charged)),
                world.look(sale).tenders());
        assertEquals(moves ? List.of("late-approval") : List.of(), kinds());
        assertEquals(2, world.told(2).size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soDoesOneThatAPersonVouchesForAfterARestart(boolean moved) throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        Attempt running = provenWhileAnotherRuns(sale);
        other.reachable = false;
        world.close();
        world = new StoreWorld(folder, terminal, other, world.clock);
        world.giveUpOn(running);
        var _ = StoreWorld.value(world.attest(running, moved));
        assertEquals(AttemptState.CHARGED, world.look(charged).state());
        assertEquals(moved ? List.of("late-approval") : List.of(), kinds());
        assertEquals(List.of(sale.sale()), world.told(1));
    }

    @Test
    void aSaleThatWentBackToItsCartKeepsTheMoneyAndAsksForItsGoods() throws InterruptedException {
        Sale sale = world.sale(1240);
        AttemptId charged = saidNotMoved(sale, Point.APPROVED, 1240);
        var _ = StoreWorld.value(world.journal.commit(unit -> world.sales.takeBack(unit, sale.sale())));
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.proven(charged).state());
        Sale waits = world.look(sale);
        assertEquals(SaleState.PART_PAID, waits.state());
        assertEquals(true, waits.forgotten());
        assertEquals(StoreWorld.eur(1240), waits.paid());
        assertEquals(Reason.SALE_NOT_OPEN, refusal(cash(sale, 1240)));
        assertEquals(List.of(), kinds());
        Sale again = StoreWorld.value(world.checkOut(sale));
        assertEquals(SaleState.COMPLETED, again.state());
        assertEquals(sale.lines(), again.lines());
    }

    private AttemptId saidNotMoved(Sale sale, Point point, long minor) throws InterruptedException {
        terminal.unplugAt(point);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale, StoreWorld.eur(minor)));
        world.payments.run(attempt);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, false));
        return attempt.attempt();
    }

    /// An attempt of the sale at the other terminal. The next sale at the first one wipes the proof out there.
    private Attempt provenWhileAnotherRuns(Sale sale) throws InterruptedException {
        var _ = StoreWorld.value(world.payments.prepare(OTHER));
        Attempt running = StoreWorld.value(world.journal.commit(
                unit -> world.payments.begin(unit, sale.sale(), OTHER, null, StoreWorld.ANNA)));
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(700)).attempt()).state());
        return running;
    }

    private Decision<Sale> cash(Sale sale, long minor) {
        return world.journal.commit(
                unit -> world.sales.payCash(unit, sale.sale(), StoreWorld.eur(minor), StoreWorld.ANNA));
    }

    private List<String> kinds() {
        return world.incidents().stream().map(IncidentRaised::kind).toList();
    }

    private static Reason refusal(Decision<?> decision) {
        return assertInstanceOf(Decision.Refused.class, decision).reason();
    }
}
