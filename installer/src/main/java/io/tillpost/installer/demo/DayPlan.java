package io.tillpost.installer.demo;

import io.tillpost.installer.demo.Catalogue.Basket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.random.RandomGenerator;

/// What happens on a business day between opening and closing, decided by a seed. Every day has all of it: cash and card
/// sales, both kinds of card, a decline, a cable pulled after the approval, a stretch without a broker.
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

    static DayPlan of(long seed, Catalogue catalogue) {
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
