package io.tillpost.installer.demo;

import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.installer.demo.DayPlan.Step;
import io.tillpost.installer.demo.Till.EndOfDay;
import io.tillpost.installer.demo.Till.Sale;
import io.tillpost.installer.shop.PrinterHand;
import io.tillpost.installer.shop.TerminalHand;
import io.tillpost.installer.stage.Pause;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Plays a business day at the till, like a cashier and some customers.
final class Day {
    private static final Duration CABLE_OUT = Duration.ofSeconds(3);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(1);
    private static final Money SHORT = new Money(5, Business.CURRENCY);

    private final Till till;
    private final TerminalHand terminal;
    private final PrinterHand printer;
    private final Checkout checkout;
    private final ServiceDesk desk;
    private final BrokerSwitch broker;
    private final Console console;
    private final LongSupplier nanoTime;

    /// Stops and starts the broker.
    interface BrokerSwitch {
        void stop();

        void start();
    }

    Day(Till till, TerminalHand terminal, PrinterHand printer, BrokerSwitch broker, Console console,
            LongSupplier nanoTime) {
        this.till = till;
        this.terminal = terminal;
        this.printer = printer;
        this.checkout = new Checkout(till, terminal, console, nanoTime);
        this.desk = new ServiceDesk(till, checkout, console);
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
            case Step.CashSale(var basket) -> checkout.cash(till.begin(basket));
            case Step.CardSale(var basket, var card) -> checkout.card(till.begin(basket), card);
            case Step.DeclinedSale(var basket, var card) -> checkout.declined(basket, card);
            case Step.CablePulled(var basket, var card) -> cablePulled(basket, card);
            case Step.DiscountedSale(var basket, var off) -> desk.discounted(basket, off);
            case Step.SplitSale(var basket, var card) -> checkout.split(till.begin(basket), card);
            case Step.TippedSale(var basket, var tip) -> checkout.tipped(till.begin(basket), tip);
            case Step.ParkedSale(var parked, var served) -> desk.parked(parked, served);
            case Step.VoidedCart(var basket) -> desk.voided(basket);
            case Step.GivenUpSale(var basket) -> desk.givenUp(basket);
            case Step.Voucher(var number, var amount, var basket) -> desk.voucher(number, amount, basket);
            case Step.CashRefund(var basket) -> desk.cashRefund(basket);
            case Step.CardRefund(var basket, var card) -> desk.cardRefund(basket, card);
            case Step.Reversal(var basket, var card) -> desk.reversal(basket, card);
            case Step.PaperOut(var basket) -> paperOut(basket);
            case Step.Errand(var errand) -> {
                till.moveCash(errand);
                console.tell("drawer", errand.toString());
            }
            case Step.NoSale(var reason) -> {
                till.openDrawer(reason);
                console.tell("drawer", "opened without a sale: " + reason);
            }
            case Step.BrokerStops() -> {
                broker.stop();
                console.tell("broker", "stopped: the store is offline, and goes on selling");
            }
            case Step.BrokerReturns() -> brokerReturns();
        }
    }

    /// Takes up a day that was cut short: a card payment that hangs is waited for, a sale that nobody paid is given up.
    void resume() {
        Pause.until("no card payment hangs", Checkout.RESOLVED_WITHIN, nanoTime,
                () -> !till.hasPendingSale());
        till.abandonOpenSales();
        till.abandonCarts();
    }

    /// Ends the day: terminal end of day, shift closed with a count, everything at head office.
    ///
    /// @param batchIsClosed whether the terminal has recorded the end of this day
    void close(BooleanSupplier batchIsClosed) {
        while (!batchIsClosed.getAsBoolean()) {
            EndOfDay end = till.endOfDay();
            console.tell("terminal",
                    "end of day, batch " + end.state() + ": " + end.summary());
        }
        // Somebody miscounted by five cents: the Z report says so, and the books take it.
        till.closeShift(expected -> expected.minus(SHORT))
                .ifPresent(closed -> console.tell("shift", "closed, Z " + closed.z() + ": counted "
                        + closed.counted() + ", expected " + closed.expected() + ", short by " + SHORT));
        Pause.until("head office has the whole journal", DRAINED_WITHIN, nanoTime, () -> till.pending() == 0);
        console.tell("journal", "everything is at head office");
    }

    private void cablePulled(Basket basket, DayPlan.Card card) {
        terminal.pullCableAfterApproval(CABLE_OUT);
        console.tell("cable", "will be pulled after the next approval, for " + CABLE_OUT.toSeconds() + " s");
        var _ = checkout.card(till.begin(basket), card);
    }

    private void paperOut(Basket basket) {
        printer.press("paper-left/4");
        console.tell("printer", "paper for 4 more lines");
        Sale sale = checkout.cash(till.begin(basket));
        printer.press("paper-in");
        till.printAgain(sale);
        console.tell("printer",
                "a new roll; receipt " + sale.receipt() + " is printed again, marked as such");
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
}
