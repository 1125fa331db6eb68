package io.tillpost.installer.demo;

import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.installer.demo.DayPlan.Step;
import io.tillpost.installer.demo.Till.EndOfDay;
import io.tillpost.installer.demo.Till.Sale;
import io.tillpost.installer.demo.Till.Screen;
import io.tillpost.installer.shop.TerminalHand;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Plays a business day at the till, like a cashier and some customers: whatever happens, a sale is asked after until it
/// is paid, and a card payment that is not resolved is never tried again.
final class Day {
    private static final Duration CABLE_OUT = Duration.ofSeconds(3);
    private static final Duration RESOLVED_WITHIN = Duration.ofMinutes(2);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(1);
    private static final long[] NOTES_MINOR = {500, 1_000, 2_000, 5_000, 10_000};

    private final Till till;
    private final TerminalHand terminal;
    private final BrokerSwitch broker;
    private final Console console;
    private final LongSupplier nanoTime;

    /// Stops and starts the broker.
    interface BrokerSwitch {
        void stop();

        void start();
    }

    Day(Till till, TerminalHand terminal, BrokerSwitch broker, Console console, LongSupplier nanoTime) {
        this.till = till;
        this.terminal = terminal;
        this.broker = broker;
        this.console = console;
        this.nanoTime = nanoTime;
    }

    /// Opens the shift with the day's business date.
    void open(LocalDate date) {
        terminal.date(date);
        till.openShift(date);
        console.tell("shift", "opened by " + Business.CASHIER + ", business date " + date + ", float "
                + Business.OPENING_FLOAT);
    }

    /// Plays one step.
    void play(Step step) {
        switch (step) {
            case Step.CashSale(var basket) -> cash(begin(basket));
            case Step.CardSale(var basket, var card) -> {
                terminal.card(card.controlName());
                card(begin(basket), card);
            }
            case Step.DeclinedSale(var basket, var card) -> declined(basket, card);
            case Step.CablePulled(var basket, var card) -> cablePulled(basket, card);
            case Step.BrokerStops() -> {
                broker.stop();
                console.tell("broker", "stopped: the store is offline, and goes on selling");
            }
            case Step.BrokerReturns() -> brokerReturns();
        }
    }

    /// Takes up a day that was cut short: a card payment that hangs is waited for, a sale that nobody paid is given up.
    void resume() {
        Pause.until("no card payment hangs", RESOLVED_WITHIN, nanoTime, () -> !till.hasPendingSale());
        till.abandonOpenSales();
    }

    /// Ends the day: terminal end of day, shift closed without a count, everything at head office.
    ///
    /// @param batchIsClosed whether the terminal has recorded the end of this day
    void close(BooleanSupplier batchIsClosed) {
        while (!batchIsClosed.getAsBoolean()) {
            EndOfDay end = till.endOfDay();
            console.tell("terminal",
                    "end of day, batch " + end.state() + ": " + end.summary());
        }
        till.closeShift().ifPresent(expected -> console.tell("shift",
                "closed without a count; " + expected + " should lie in the drawer"));
        Pause.until("head office has the whole journal", DRAINED_WITHIN, nanoTime, () -> till.pending() == 0);
        console.tell("journal", "everything is at head office");
    }

    private Sale begin(Basket basket) {
        return till.begin(basket);
    }

    private void cash(Sale sale) {
        Sale open = sale;
        while (!open.isCompleted()) {
            open = till.payCash(open, notesFor(open.remaining()));
        }
        told("cash", open);
    }

    private void card(Sale sale, DayPlan.Card card) {
        Sale open = sale;
        while (!open.isCompleted()) {
            open = decided(till.payCard(open));
        }
        told(card.title(), open);
    }

    // Waits until the attempt is decided. While nobody knows, nothing is tried again.
    private Sale decided(Sale sale) {
        boolean told = false;
        Sale open = sale;
        long end = nanoTime.getAsLong() + RESOLVED_WITHIN.toNanos();
        while (open.isPending()) {
            Screen screen = till.screen(open);
            if (screen == Screen.CHECKING && !told) {
                console.tell("sale", "CHECKING   " + Console.amount(open.remaining())
                        + "  nobody knows yet whether the card was charged; it is not tried again");
                told = true;
            }
            if (nanoTime.getAsLong() > end) {
                throw new EnvironmentFault(
                        "the card payment of sale " + open.id() + " is still not resolved");
            }
            open = till.look(open);
        }
        if (told) {
            console.tell("terminal", "asked for its last receipt: the card was "
                    + (open.isCompleted() ? "charged, once" : "not charged"));
        }
        return open;
    }

    private void declined(Basket basket, DayPlan.Card card) {
        terminal.card(card.controlName());
        terminal.declineNext();
        Sale open = decided(till.payCard(begin(basket)));
        if (open.isCompleted()) {
            // A kill can come between the decline and its answer; the card is then asked for once more.
            told(card.title(), open);
            return;
        }
        console.tell("sale", "DECLINED   " + Console.amount(open.remaining()) + "  " + card.title()
                + " was not charged; the customer pays cash");
        cash(open);
    }

    private void cablePulled(Basket basket, DayPlan.Card card) {
        terminal.card(card.controlName());
        terminal.pullCableAfterApproval(CABLE_OUT);
        console.tell("cable", "will be pulled after the next approval, for " + CABLE_OUT.toSeconds() + " s");
        card(begin(basket), card);
    }

    private void brokerReturns() {
        long waiting = till.pending();
        broker.start();
        console.tell("broker", "back; " + waiting + " events waited in the store's journal");
        long shown = waiting;
        long end = nanoTime.getAsLong() + DRAINED_WITHIN.toNanos();
        while (shown > 0 && nanoTime.getAsLong() < end) {
            long left = till.pending();
            if (left < shown) {
                console.tell("journal", left + " events left to send");
                shown = left;
            }
            Pause.of(Duration.ofMillis(50));
        }
    }

    private void told(String tender, Sale sale) {
        console.tell("sale", String.format(Locale.ROOT, "%-10s %s  receipt %s, %s%s", tender,
                Console.amount(sale.total()), sale.receipt(), sale.basket(),
                sale.change().isPositive() ? ", change " + sale.change().decimal() : ""));
    }

    // The smallest note that covers it, or as many of the largest as needed.
    private static Money notesFor(Money due) {
        for (long note : NOTES_MINOR) {
            if (note >= due.minor()) {
                return new Money(note, due.currency());
            }
        }
        long largest = NOTES_MINOR[NOTES_MINOR.length - 1];
        return new Money(Math.multiplyExact(Math.ceilDiv(due.minor(), largest), largest), due.currency());
    }
}
