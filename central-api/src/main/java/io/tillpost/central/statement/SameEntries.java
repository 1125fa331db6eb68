package io.tillpost.central.statement;

import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.central.statement.Statements.Shown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;

/// Numbers entries that cannot be told apart, so that each of them has one id however often it is stated. Two statements of
/// which one ends before the other begins have different entries; a day's statement, its week's and one that is issued again
/// have the same ones.
final class SameEntries {
    private SameEntries() {}

    /// The lines of `statement` with their ids. What is not booked yet may stand in one statement after the other.
    ///
    /// @param besides lines of other statements, which none of the booked ones can be
    static List<KeptBankLine> named(String tenant, BankAccount account, BankStatement statement,
            Set<UUID> besides) {
        var taken = new HashSet<UUID>();
        var lines = new ArrayList<KeptBankLine>(statement.lines().size());
        for (BankLine line : statement.lines()) {
            int ordinal = 1;
            UUID id = line.id(tenant, account.iban(), ordinal);
            boolean booked = line.status() == BankLine.Status.BOOKED;
            while ((booked && besides.contains(id)) || !taken.add(id)) {
                ordinal++;
                id = line.id(tenant, account.iban(), ordinal);
            }
            lines.add(new KeptBankLine(id, account.iban(), account.legalEntity(), line));
        }
        return lines;
    }

    /// Lines of the statements that lead up to this one, and of those that go on from it.
    ///
    /// @param others what else the account's bank has stated of the entries' days and of its own, in earlier files and in this
    ///        one
    static Set<UUID> besides(BankStatement statement, Collection<Shown> others) {
        var lines = new HashSet<UUID>();
        var near = new ArrayList<Shown>();
        var self = new Shown(statement.opening(), statement.closing(), Set.of());
        for (Shown other : others) {
            if (endsBefore(self, other) || endsBefore(other, self)) {
                lines.addAll(other.lines());
            } else {
                near.add(other);
            }
        }
        walk(self, near, (here, there) -> goesOn(there, here), lines);
        walk(self, near, SameEntries::goesOn, lines);
        return lines;
    }

    private static void walk(Shown from, Collection<Shown> others, BiPredicate<Shown, Shown> next,
            Set<UUID> lines) {
        var left = new ArrayList<>(others);
        var at = new ArrayDeque<>(List.of(from));
        while (!at.isEmpty()) {
            Shown here = at.remove();
            List<Shown> found = left.stream().filter(there -> next.test(here, there)).toList();
            left.removeAll(found);
            for (Shown there : found) {
                lines.addAll(there.lines());
                at.add(there);
            }
        }
    }

    /// Whether `first` closes on a day before that on which `second` opens, be there others between them or not.
    private static boolean endsBefore(Shown first, Shown second) {
        Balance end = first.closing();
        Balance begin = second.opening();
        return end != null && begin != null && end.date().isBefore(begin.date());
    }

    /// Whether `second` begins on the day and with the balance with which `first` ends, or both say that they are of the same
    /// days. One that moves nothing leads nowhere,
    /// for it could stand before and after everything with its balance, unless both say that they begin on an earlier day than
    /// they end.
    private static boolean goesOn(Shown first, Shown second) {
        Balance end = first.closing();
        Balance begin = second.opening();
        Balance last = second.closing();
        Balance start = first.opening();
        if (start == null || end == null || begin == null || last == null
                || !end.amount().equals(begin.amount())) {
            return false;
        }
        boolean touches = end.date().equals(begin.date());
        boolean sameDays = start.date().equals(begin.date()) && end.date().equals(last.date());
        return ((touches || sameDays) && moves(first) && moves(second))
                || (touches && spansDays(first) && spansDays(second));
    }

    private static boolean moves(Shown statement) {
        Balance opening = statement.opening();
        Balance closing = statement.closing();
        return opening != null && closing != null && !opening.amount().equals(closing.amount());
    }

    private static boolean spansDays(Shown statement) {
        Balance opening = statement.opening();
        Balance closing = statement.closing();
        return opening != null && closing != null && opening.date().isBefore(closing.date());
    }
}
