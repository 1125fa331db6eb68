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
/// which one closes with what the other opens with on the same day have different entries; a day's statement, its week's
/// and one that is issued again have the same ones.
final class SameEntries {
    private SameEntries() {}

    /// The lines of `statement` with their ids.
    ///
    /// @param besides lines of other statements, which none of these can be
    static List<KeptBankLine> named(String tenant, BankAccount account, BankStatement statement,
            Set<UUID> besides) {
        var taken = new HashSet<>(besides);
        var lines = new ArrayList<KeptBankLine>(statement.lines().size());
        for (BankLine line : statement.lines()) {
            int ordinal = 1;
            UUID id = line.id(tenant, account.iban(), ordinal);
            while (!taken.add(id)) {
                ordinal++;
                id = line.id(tenant, account.iban(), ordinal);
            }
            lines.add(new KeptBankLine(id, account.iban(), account.legalEntity(), line));
        }
        return lines;
    }

    /// Lines of the statements that lead up to this one on its day, and of those that go on from it.
    ///
    /// @param others what else the account's bank has stated of that day, in earlier files and in this one
    static Set<UUID> besides(BankStatement statement, Collection<Shown> others) {
        var lines = new HashSet<UUID>();
        var self = new Shown(statement.opening(), statement.closing(), Set.of());
        walk(self, others, (here, there) -> goesOn(there, here), lines);
        walk(self, others, SameEntries::goesOn, lines);
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

    /// Whether `second` begins where `first` ends, on the same day. One that moves nothing leads nowhere: it could stand
    /// before and after everything with its balance.
    private static boolean goesOn(Shown first, Shown second) {
        Balance end = first.closing();
        Balance begin = second.opening();
        Balance last = second.closing();
        return moves(first) && moves(second) && end != null && begin != null && last != null
                && end.amount().equals(begin.amount()) && end.date().equals(last.date());
    }

    private static boolean moves(Shown statement) {
        Balance opening = statement.opening();
        Balance closing = statement.closing();
        return opening != null && closing != null && !opening.amount().equals(closing.amount());
    }
}
