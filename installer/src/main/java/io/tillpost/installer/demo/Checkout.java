package io.tillpost.installer.demo;

import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.installer.demo.Till.Refund;
import io.tillpost.installer.demo.Till.Sale;
import io.tillpost.installer.demo.Till.Screen;
import io.tillpost.installer.shop.TerminalHand;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// How customers pay. Whatever happens, a sale is asked after until it is paid, and a card payment that is not resolved is
/// never tried again.
final class Checkout {
    /// Longest that a card payment may stay unknown.
    static final Duration RESOLVED_WITHIN = Duration.ofMinutes(2);
    private static final long[] NOTES_MINOR = {500, 1_000, 2_000, 5_000, 10_000};

    private final Till till;
    private final TerminalHand terminal;
    private final Console console;
    private final LongSupplier nanoTime;

    Checkout(Till till, TerminalHand terminal, Console console, LongSupplier nanoTime) {
        this.till = till;
        this.terminal = terminal;
        this.console = console;
        this.nanoTime = nanoTime;
    }

    Sale cash(Sale sale) {
        return cash(sale, "cash");
    }

    /// Pays all that is left with notes.
    ///
    /// @param title what the line says
    Sale cash(Sale sale, String title) {
        Sale open = sale;
        while (!open.isCompleted()) {
            open = till.payCash(open, notesFor(open.cashDue()));
        }
        told(title, open);
        return open;
    }

    /// Pays all with notes, and something for the staff.
    Sale tipped(Sale sale, Money tip) {
        Sale paid = till.payCash(sale, notesFor(sale.cashDue().plus(tip)), tip);
        told("cash", paid);
        console.tell("sale", "           a tip of " + tip + " for the staff lies in the drawer");
        return paid;
    }

    Sale card(Sale sale, DayPlan.Card card) {
        return card(sale, card, card.title());
    }

    /// Pays all that is left by card.
    ///
    /// @param title what the line says
    Sale card(Sale sale, DayPlan.Card card, String title) {
        terminal.card(card.controlName());
        Sale open = sale;
        while (!open.isCompleted()) {
            open = decided(till.payCard(open));
        }
        told(title, open);
        return open;
    }

    /// A note in cash, the rest by card.
    Sale split(Sale sale, DayPlan.Card card) {
        Money note = new Money(NOTES_MINOR[0], sale.total().currency());
        return card(till.payCash(sale, note), card, "cash+card");
    }

    void declined(Basket basket, DayPlan.Card card) {
        terminal.card(card.controlName());
        terminal.declineNext();
        Sale open = decided(till.payCard(till.begin(basket)));
        if (open.isCompleted()) {
            // A kill can come between the decline and its answer; the card is then asked for once more.
            told(card.title(), open);
            return;
        }
        console.tell("sale", "DECLINED   " + Console.amount(open.remaining()) + "  " + card.title()
                + " was not charged; the customer pays cash");
        var _ = cash(open);
    }

    /// Waits until the sale's attempt is decided. While nobody knows, nothing is tried again.
    Sale decided(Sale sale) {
        return decided(sale, Sale::isPending, Sale::attempt, till::look, sale.remaining());
    }

    /// Likewise for money that goes back to a card.
    Refund decided(Refund refund) {
        return decided(refund, Refund::isPending, Refund::attempt, till::look, refund.total());
    }

    private <T> T decided(T begun, Predicate<T> pending, Function<T, String> attempt,
            UnaryOperator<T> look, Money amount) {
        boolean told = false;
        T open = begun;
        long end = nanoTime.getAsLong() + RESOLVED_WITHIN.toNanos();
        while (pending.test(open)) {
            Screen screen = till.screen(attempt.apply(open));
            if (screen == Screen.CHECKING && !told) {
                console.tell("sale", "CHECKING   " + Console.amount(amount)
                        + "  nobody knows yet what the terminal did; it is not tried again");
                told = true;
            }
            if (nanoTime.getAsLong() > end) {
                throw new EnvironmentFault(
                        "the card payment " + attempt.apply(open) + " is still not resolved");
            }
            open = look.apply(open);
        }
        if (told) {
            console.tell("terminal", "asked for its last receipt: now it is known, once and for all");
        }
        return open;
    }

    /// The line of a sale that is paid.
    void told(String tender, Sale sale) {
        console.tell("sale", String.format(Locale.ROOT, "%-10s %s  receipt %s, %s%s", tender,
                Console.amount(sale.total()), sale.receipt(), sale.basket(),
                sale.change().isPositive() ? ", change " + sale.change().decimal() : ""));
    }

    /// The smallest note that covers it, or as many of the largest as needed.
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
