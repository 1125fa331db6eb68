package io.tillpost.central.reconciliation;

import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.protocol.card.CardNumbers;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Joins bank lines and payouts by what the remittance text names: the payout reference, else the merchant id with the
/// exact amount when there is no second possibility. Handed all lines and payouts of a long enough time, the result
/// depends on nothing else.
final class PayoutMatching {
    /// Version of these rules, kept with each match as data.
    static final String RULE = "payout-2";
    /// How far before and after the payout's date a line that names it may be valued.
    static final int MAX_DAYS_EARLY = 5;
    static final int MAX_DAYS_LATE = 30;

    /// The usual time: from the Thursday before Easter to the Tuesday after it, no bank books. A merchant id stands in every
    /// payout of months, so a line that says nothing else must come in it.
    private static final int USUAL_DAYS_LATE = 5;
    /// A shorter reference can be any number.
    private static final int SHORTEST_REFERENCE = 6;
    /// Banks break text at fixed places, which makes two pieces more of a reference than it has itself.
    private static final int BREAKS = 2;
    private static final String BETWEEN_PIECES = "[\\s,;:+/]+";

    private final Map<UUID, BankVerdict> verdicts = new HashMap<>();
    private final Set<UUID> taken = new HashSet<>();

    private PayoutMatching() {}

    /// A line and a payout that it may be.
    private record Pair(KeptBankLine line, KeptPayout payout, boolean named, long daysApart) {
        static final Comparator<Pair> BEST_FIRST = Comparator
                .comparingLong((Pair pair) -> Math.abs(pair.daysApart()))
                .thenComparing(pair -> pair.line().line().bookingDate())
                .thenComparing(pair -> pair.line().line().remittance())
                .thenComparing(pair -> pair.line().id())
                .thenComparing(pair -> pair.payout().id());

        boolean sameAmount() {
            return line.line().amount().equals(payout.settled().net());
        }
    }

    /// A verdict for every line.
    static Map<UUID, BankVerdict> match(Collection<KeptBankLine> lines, Collection<KeptPayout> payouts) {
        var matching = new PayoutMatching();
        List<Pair> pairs = pairs(lines, payouts);
        matching.acceptNamed(pairs.stream().filter(Pair::named).toList());
        matching.acceptByMerchant(pairs.stream().filter(pair -> !pair.named() && pair.sameAmount()).toList());
        lines.forEach(line -> matching.verdicts.putIfAbsent(line.id(), new BankVerdict.Unknown()));
        return matching.verdicts;
    }

    /// Whether the bank should have shown a payout by now.
    static boolean isOverdue(KeptPayout payout, LocalDate today) {
        return payout.payoutDate().isBefore(overdueFrom(today));
    }

    /// Payouts dated before this day should have been shown.
    static LocalDate overdueFrom(LocalDate today) {
        return today.minusDays(USUAL_DAYS_LATE);
    }

    private void acceptNamed(List<Pair> named) {
        for (Pair pair : named) {
            if (pair.sameAmount() && isFree(pair)) {
                accept(pair, new BankVerdict.Paid(pair.payout()));
            }
        }
        for (Pair pair : named) {
            if (!pair.sameAmount() && isFree(pair)) {
                accept(pair, new BankVerdict.WrongAmount(pair.payout()));
            }
        }
        for (Pair pair : named) {
            verdicts.putIfAbsent(pair.line().id(), new BankVerdict.Duplicate(pair.payout()));
        }
    }

    /// Only where line and payout have no other choice.
    private void acceptByMerchant(List<Pair> pairs) {
        List<Pair> free = pairs.stream().filter(this::isFree).toList();
        var choices = new HashMap<UUID, Integer>();
        for (Pair pair : free) {
            choices.merge(pair.line().id(), 1, Integer::sum);
            choices.merge(pair.payout().id(), 1, Integer::sum);
        }
        for (Pair pair : free) {
            if (choices.getOrDefault(pair.line().id(), 0) == 1
                    && choices.getOrDefault(pair.payout().id(), 0) == 1) {
                accept(pair, new BankVerdict.Paid(pair.payout()));
            }
        }
    }

    private boolean isFree(Pair pair) {
        return !verdicts.containsKey(pair.line().id()) && !taken.contains(pair.payout().id());
    }

    private void accept(Pair pair, BankVerdict verdict) {
        verdicts.put(pair.line().id(), verdict);
        taken.add(pair.payout().id());
    }

    private static List<Pair> pairs(Collection<KeptBankLine> lines, Collection<KeptPayout> payouts) {
        var byReference = new HashMap<String, List<KeptPayout>>();
        var byMerchant = new HashMap<String, List<KeptPayout>>();
        int mostPieces = 1;
        for (KeptPayout payout : payouts) {
            byReference.computeIfAbsent(plain(payout.reference()), _ -> new ArrayList<>()).add(payout);
            weakNames(payout)
                    .forEach(name -> byMerchant.computeIfAbsent(name, _ -> new ArrayList<>()).add(payout));
            mostPieces = Math.max(mostPieces, payout.reference().split(BETWEEN_PIECES, -1).length);
        }
        var pairs = new LinkedHashSet<Pair>();
        for (KeptBankLine line : lines) {
            for (String words : words(line, mostPieces + BREAKS)) {
                if (words.length() >= SHORTEST_REFERENCE) {
                    byReference.getOrDefault(words, List.of())
                            .forEach(payout -> addIfPossible(pairs, line, payout, true));
                }
                byMerchant.getOrDefault(words, List.of())
                        .forEach(payout -> addIfPossible(pairs, line, payout, false));
            }
        }
        return pairs.stream().sorted(Pair.BEST_FIRST).toList();
    }

    /// What may name a payout, but others as well: its merchant id; and its reference as a line's text has it where it looks
    /// like a card number, of which digits are masked.
    private static Set<String> weakNames(KeptPayout payout) {
        String masked = CardNumbers.mask(payout.reference());
        return masked.equals(payout.reference())
                ? Set.of(plain(payout.merchantId()))
                : Set.of(plain(payout.merchantId()), plain(masked));
    }

    private static void addIfPossible(Set<Pair> pairs, KeptBankLine line, KeptPayout payout, boolean named) {
        long days = ChronoUnit.DAYS.between(payout.payoutDate(), line.valueDate());
        boolean inTime = days >= -MAX_DAYS_EARLY
                && days <= (named ? MAX_DAYS_LATE : USUAL_DAYS_LATE);
        boolean sameHolder = line.legalEntity().equals(payout.legalEntity());
        if (inTime && sameHolder && line.line().amount().currency().equals(payout.settled().currency())) {
            pairs.add(new Pair(line, payout, named, days));
        }
    }

    /// The words of a line's texts without punctuation, and up to so many neighbours as one, each once.
    private static Set<String> words(KeptBankLine line, int mostPieces) {
        var texts = new ArrayList<>(line.line().endToEnd());
        texts.add(line.line().remittance());
        var words = new LinkedHashSet<String>();
        for (String text : texts) {
            List<String> pieces = List.of(text.split(BETWEEN_PIECES, -1)).stream().map(PayoutMatching::plain)
                    .toList();
            for (int first = 0; first < pieces.size(); first++) {
                var joined = new StringBuilder();
                for (int last = first; last < Math.min(pieces.size(), first + mostPieces); last++) {
                    words.add(joined.append(pieces.get(last)).toString());
                }
            }
        }
        return words;
    }

    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    }
}
