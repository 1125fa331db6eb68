package io.tillpost.installer.demo;

import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;

/// What happens on a business day between opening and closing, decided by a seed. Every day has all of it: cash and card
/// sales, both kinds of card, a decline, a cable pulled after the approval, discounts, split and parked sales, vouchers,
/// refunds, a reversal, cash in and out, paper that ends, a stretch without a broker.
record DayPlan(List<Step> steps) {
    private static final int QUIET_SALES = 4;
    private static final int OFFLINE_SALES = 3;

    DayPlan {
        steps = List.copyOf(steps);
    }

    /// One thing that happens.
    sealed interface Step {
        /// A customer pays cash, with notes.
        record CashSale(Basket basket) implements Step {}

        /// A customer pays by card, and it is approved.
        record CardSale(Basket basket, Card card) implements Step {}

        /// The card is declined; the customer pays cash.
        record DeclinedSale(Basket basket, Card card) implements Step {}

        /// The terminal's cable is pulled right after the approval and comes back.
        record CablePulled(Basket basket, Card card) implements Step {}

        /// A line and the whole cart get something off; cash.
        record DiscountedSale(Basket basket, Money cartDiscount) implements Step {}

        /// A part in cash, the rest by card.
        record SplitSale(Basket basket, Card card) implements Step {}

        /// Cash, with something for the staff.
        record TippedSale(Basket basket, Money tip) implements Step {}

        /// The first customer forgot the purse: the cart is parked, the next one served, then the first.
        record ParkedSale(Basket parked, Basket served) implements Step {}

        /// The customer leaves before anything is paid.
        record VoidedCart(Basket basket) implements Step {}

        /// The customer leaves after a part was paid in cash, and gets it back.
        record GivenUpSale(Basket basket) implements Step {}

        /// A voucher is sold for cash, and pays a part of the next sale.
        record Voucher(String number, Money amount, Basket basket) implements Step {}

        /// A cash sale, of which one piece comes back for cash.
        record CashRefund(Basket basket) implements Step {}

        /// A card sale, of which one piece comes back to the card.
        record CardRefund(Basket basket, Card card) implements Step {}

        /// A card sale that is taken back whole, while the terminal still can.
        record Reversal(Basket basket, Card card) implements Step {}

        /// The printer's paper ends in the middle of the receipt.
        record PaperOut(Basket basket) implements Step {}

        /// Cash without a sale.
        record Errand(CashErrand errand) implements Step {}

        /// The drawer is opened without a sale.
        record NoSale(String reason) implements Step {}

        /// The broker stops.
        record BrokerStops() implements Step {}

        /// The broker comes back, and all that waited goes up.
        record BrokerReturns() implements Step {}
    }

    /// The cards in customers' hands. They settle by different contracts.
    enum Card {
        GIROCARD("girocard"), MASTERCARD("Mastercard");

        private final String title;

        Card(String title) {
            this.title = title;
        }

        /// As printed on it.
        String title() {
            return title;
        }

        /// As the terminal simulator's control takes it.
        String controlName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param date the business date: what has a number for ever has another one on each
    static DayPlan of(long seed, LocalDate date, Catalogue catalogue) {
        // java.util.Random's sequence is specified: a seed plays the same day on every machine.
        var random = new Random(seed);
        var quiet = new ArrayList<Step>();
        quiet.add(new Step.CardSale(catalogue.basket(random), Card.GIROCARD));
        quiet.add(new Step.CardSale(catalogue.basket(random), Card.MASTERCARD));
        quiet.add(new Step.CashSale(catalogue.basket(random)));
        quiet.add(new Step.DeclinedSale(catalogue.basket(random), anyCard(random)));
        quiet.add(new Step.CablePulled(catalogue.basket(random), anyCard(random)));
        for (int i = 0; i < QUIET_SALES; i++) {
            quiet.add(anySale(random, catalogue));
        }
        addWholeDay(quiet, random, date, catalogue);
        Collections.shuffle(quiet, random);
        var steps = new ArrayList<Step>();
        steps.add(new Step.CashSale(catalogue.basket(random)));
        int noon = random.nextInt(3, quiet.size());
        steps.addAll(quiet.subList(0, noon));
        steps.add(new Step.BrokerStops());
        for (int i = 0; i < OFFLINE_SALES; i++) {
            steps.add(anySale(random, catalogue));
        }
        steps.add(new Step.BrokerReturns());
        steps.addAll(quiet.subList(noon, quiet.size()));
        return new DayPlan(steps);
    }

    /// What else happens from opening to Z.
    private static void addWholeDay(List<Step> day, RandomGenerator random, LocalDate date,
            Catalogue catalogue) {
        day.add(new Step.DiscountedSale(catalogue.basket(random), euros(1)));
        day.add(new Step.SplitSale(catalogue.basket(random), anyCard(random)));
        day.add(new Step.TippedSale(catalogue.basket(random), euros(2)));
        day.add(new Step.ParkedSale(catalogue.basket(random), catalogue.basket(random)));
        day.add(new Step.VoidedCart(catalogue.basket(random)));
        day.add(new Step.GivenUpSale(catalogue.basket(random)));
        day.add(new Step.Voucher("GV-" + Integer.toUnsignedString(random.nextInt()) + "-"
                + date.format(DateTimeFormatter.BASIC_ISO_DATE), euros(10), catalogue.basket(random)));
        day.add(new Step.CashRefund(catalogue.basket(random)));
        day.add(new Step.CardRefund(catalogue.basket(random), anyCard(random)));
        day.add(new Step.Reversal(catalogue.basket(random), anyCard(random)));
        day.add(new Step.PaperOut(catalogue.basket(random)));
        day.add(new Step.NoSale("a customer needs coins"));
        day.add(new Step.Errand(new CashErrand(CashErrand.Kind.PAY_IN, euros(15), "coins from the office")));
        day.add(new Step.Errand(new CashErrand(CashErrand.Kind.PAY_OUT, euros(12), "window cleaner")));
        day.add(new Step.Errand(new CashErrand(CashErrand.Kind.SAFE_DROP, euros(20), "")));
        day.add(new Step.Errand(new CashErrand(CashErrand.Kind.BANK_DEPOSIT, euros(30),
                "BAG-" + Integer.toUnsignedString(random.nextInt()))));
    }

    private static Money euros(long whole) {
        return new Money(Math.multiplyExact(whole, 100), Business.CURRENCY);
    }

    private static Step anySale(RandomGenerator random, Catalogue catalogue) {
        Basket basket = catalogue.basket(random);
        return random.nextInt(3) == 0
                ? new Step.CashSale(basket)
                : new Step.CardSale(basket, anyCard(random));
    }

    private static Card anyCard(RandomGenerator random) {
        return Card.values()[random.nextInt(Card.values().length)];
    }
}
