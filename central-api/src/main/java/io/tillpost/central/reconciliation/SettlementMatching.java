package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.TerminalReference;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;

/// Joins settlement lines and card payments of one merchant id by what both name: terminal id, trace and receipt number,
/// amount, and the terminal's date within a day. Handed all lines and payments that bear the references in question, the
/// result depends on nothing else, the order least of all.
final class SettlementMatching {
    /// Version of these rules, kept with each match as data.
    static final String RULE = "reference-2";

    /// A payment near midnight, or an acquirer in another time zone.
    private static final long MAX_DAYS_APART = 1;
    private static final Comparator<CardPayment> PAYMENT_ORDER = Comparator
            .comparing(CardPayment::occurredAt)
            .thenComparing(CardPayment::attempt);

    private final Map<UUID, LineVerdict> verdicts = new HashMap<>();

    private SettlementMatching() {}

    /// A line and a payment that it may be.
    private record Pair(SettledLine line, CardPayment payment, long daysApart, Duration timeApart) {
        static final Comparator<Pair> BEST_FIRST = Comparator.comparingLong(Pair::daysApart)
                .thenComparing(Pair::timeApart)
                .thenComparing(Pair::line, SettledLine.ORDER)
                .thenComparing(Pair::payment, PAYMENT_ORDER);

        static Pair of(SettledLine line, CardPayment payment) {
            var settlement = line.kept().line();
            var stated = payment.facts().terminalTime();
            LocalTime time = stated == null ? settlement.terminalTime() : stated.time();
            return new Pair(line, payment, TerminalDates.distance(payment, settlement.terminalDate()),
                    Duration.between(time, settlement.terminalTime()).abs());
        }
    }

    /// A verdict for every line.
    static Map<UUID, LineVerdict> match(Collection<SettledLine> lines, Collection<CardPayment> payments) {
        var matching = new SettlementMatching();
        var paymentsByName = new HashMap<TerminalReference, List<CardPayment>>();
        for (CardPayment payment : payments) {
            paymentsByName.computeIfAbsent(name(payment), _ -> new ArrayList<>()).add(payment);
        }
        var linesByName = new HashMap<TerminalReference, List<SettledLine>>();
        for (SettledLine line : lines) {
            linesByName.computeIfAbsent(line.kept().reference(), _ -> new ArrayList<>()).add(line);
        }
        linesByName.forEach(
                (name, claims) -> matching.matchOne(claims, paymentsByName.getOrDefault(name, List.of())));
        return matching.verdicts;
    }

    static TerminalReference name(CardPayment payment) {
        var facts = payment.facts();
        return new TerminalReference(facts.terminalId(), facts.trace(), facts.receiptNumber());
    }

    /// All that bears one reference: mostly one line and one payment, for the numbers wrap after months only.
    private void matchOne(List<SettledLine> lines, List<CardPayment> payments) {
        List<Pair> pairs = lines.stream()
                .flatMap(line -> payments.stream().map(payment -> Pair.of(line, payment)))
                .filter(pair -> pair.daysApart() <= MAX_DAYS_APART)
                .sorted(Pair.BEST_FIRST)
                .toList();
        Set<UUID> taken = new HashSet<>();
        accept(pairs, taken, SettlementMatching::sameAmount, true);
        accept(pairs, taken, (line, payment) -> !sameAmount(line, payment) && sameDirection(line, payment),
                false);
        for (Pair pair : pairs) {
            if (sameAmount(pair.line(), pair.payment())) {
                verdicts.putIfAbsent(pair.line().id(), new LineVerdict.Duplicate(pair.payment()));
            }
        }
        lines.forEach(line -> verdicts.putIfAbsent(line.id(), new LineVerdict.Unknown()));
    }

    /// Gives each line and each payment at most one other, the best pairs first.
    private void accept(List<Pair> pairs, Set<UUID> taken, BiPredicate<SettledLine, CardPayment> fits,
            boolean exact) {
        for (Pair pair : pairs) {
            UUID payment = pair.payment().attempt();
            if (fits.test(pair.line(), pair.payment()) && !verdicts.containsKey(pair.line().id())
                    && taken.add(payment)) {
                verdicts.put(pair.line().id(), exact
                        ? new LineVerdict.Matched(pair.payment())
                        : new LineVerdict.WrongAmount(pair.payment()));
            }
        }
    }

    private static boolean sameAmount(SettledLine line, CardPayment payment) {
        return line.gross().equals(payment.moved());
    }

    /// A refund's line is below zero. In another currency it is not the payment with another amount, but another payment.
    private static boolean sameDirection(SettledLine line, CardPayment payment) {
        if (!line.gross().currency().equals(payment.moved().currency())) {
            return false;
        }
        return payment.kind().givesBack() ? line.gross().isNegative() : line.gross().isPositive();
    }
}
