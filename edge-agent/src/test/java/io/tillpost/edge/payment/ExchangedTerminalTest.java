package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.MoneyBack.Way;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A terminal is put in another one's place: a cable was moved, or two got each other's address. It has customers of its own.
class ExchangedTerminalTest {
    private static final String OTHER = "69000002";

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
    void itsLastReceiptProvesNothingOfWhatTheOtherOneDid() throws InterruptedException {
        var sale = world.sale(1240);
        terminal.unplugAt(Point.SENT);
        Attempt attempt = world.unsure(world.charge(sale));
        exchange();
        terminal.stores(new LastReceipt.Charge(new CardFacts(OTHER, "455600001234", 5, "girocard", 112,
                EntryMode.CHIP, null, 811, 55, null, null, null, true, StoreWorld.eur(1240),
                StoreWorld.eur(0))));
        terminal.reachable = true;
        world.untilShown(attempt, OTHER);
        assertEquals(AttemptState.UNKNOWN, world.look(attempt.attempt()).state());
        assertEquals(SaleState.CARD_PENDING, world.look(sale).state());
        terminal.terminalId = ScriptedTerminal.TID;
        terminal.stores(new LastReceipt.Nothing());
        assertEquals(AttemptState.NOT_CHARGED, world.proven(attempt.attempt()).state());
    }

    @Test
    void nothingIsTakenBackThere() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
        exchange();
        assertEquals(AttemptState.NOT_CHARGED, world.end(back.begin(world).attempt()).state());
        assertEquals(MoneyBack.MINOR, terminal.netMinor());
        assertEquals(Reason.NOT_REVERSIBLE,
                assertInstanceOf(Decision.Refused.class, back.tryBegin(world)).reason());
    }

    @Test
    void norWhereItWasMetBetweenTheBeginningAndTheTerminalsTurn() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
        Attempt reversal = StoreWorld.value(back.tryBegin(world));
        exchange();
        world.payments.firstContact(world.devices.terminal(StoreWorld.TERMINAL).orElseThrow());
        world.payments.run(reversal);
        assertEquals(AttemptState.NOT_CHARGED, world.end(reversal.attempt()).state());
        assertEquals(MoneyBack.MINOR, terminal.netMinor());
    }

    @Test
    void aPaymentBeginsOnceItHasSaidWhatItDidLast() throws InterruptedException {
        var _ = world.end(world.charge(world.sale(500)).attempt());
        exchange();
        var sale = world.sale(1240);
        assertEquals(AttemptState.NOT_CHARGED, world.end(world.charge(sale).attempt()).state());
        Attempt again = world.end(world.charge(sale).attempt());
        assertEquals(AttemptState.CHARGED, again.state());
        assertEquals(OTHER, again.before().terminalId());
    }

    /// One name to register with, and one on receipts for each acquirer.
    @Test
    void aTerminalWhoseReceiptsNameItOtherwiseIsNotTakenForAnother() throws InterruptedException {
        terminal.terminalId = "69999999";
        for (long minor : new long[]{500, 600, 700}) {
            assertEquals(AttemptState.CHARGED,
                    world.end(world.charge(world.sale(minor)).attempt()).state());
        }
    }

    private void exchange() {
        terminal.terminalId = OTHER;
        terminal.stores(new LastReceipt.Nothing());
    }
}
