package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.MatchBook.Event;
import io.tillpost.central.reconciliation.MatchBook.Stage;
import io.tillpost.central.statement.BankLine;
import io.tillpost.central.statement.BankNews;
import io.tillpost.central.statement.Contradiction;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptStatement;
import io.tillpost.central.statement.Statements;
import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What it means for the books that a bank has issued a statement again with other entries (docs/decisions/0037).
final class Reissues {
    private final Statements statements;
    private final MatchBook matches;

    Reissues(Statements statements, MatchBook matches) {
        this.statements = statements;
        this.matches = matches;
    }

    /// Undoes the matches of lines that do not count any more and takes them back; books those that count again, whose match,
    /// if a node of before V53 has made one, [BankStage] decides on.
    ///
    /// @param fresh lines that are not posted yet: a wrong statement may come after the one that stands for it
    void change(Transaction transaction, Changes changes, Map<UUID, Integer> changed, Set<UUID> fresh) {
        var held = matches.byTheirs(transaction, changes.tenant(), changed.keySet());
        var counts = matches.eventCounts(transaction, changes.tenant(), changed.keySet());
        for (KeptBankLine line : statements.lines(transaction, changes.tenant(), changed.keySet())) {
            int change = changed.getOrDefault(line.id(), 0);
            boolean moves = line.line().status() == BankLine.Status.BOOKED && !line.line().amount().isZero();
            changes.lookedAt(line.id());
            boolean stands = change % 2 == 0;
            List<Event> events = stands
                    ? List.of()
                    : changes.rematch(Stage.BANK, PayoutMatching.RULE, line.id(),
                            counts.getOrDefault(line.id(), 0), held.get(line.id()), null, null);
            if (moves && fresh.contains(line.id())) {
                changes.post(Postings.bankLine(changes.tenant(), line, AccountName.SUSPENSE));
            }
            if (moves) {
                events.forEach(
                        event -> changes.post(Postings.bankLineChanged(changes.tenant(), line, event)));
                changes.post(Postings.bankLineStands(changes.tenant(), line, change));
            }
        }
    }

    /// Notes where two issues contradict each other.
    void note(Transaction transaction, Changes changes, BankNews news) {
        for (Set<UUID> issues : news.versions()) {
            issues.forEach(one -> issues.forEach(other -> changes.lookedFor(DiscrepancyClass.CONTRADICTION,
                    Contradiction.id(changes.tenant(), one, other))));
        }
        for (Contradiction found : news.contradictions()) {
            var lines = statements.lines(transaction, changes.tenant(), found.leftOut());
            changes.found(finding(found.id(changes.tenant()), lines,
                    statement(transaction, changes, found.statement()),
                    statement(transaction, changes, found.other())));
        }
    }

    private KeptStatement statement(Transaction transaction, Changes changes, UUID id) {
        return statements.statements(transaction, changes.tenant(), List.of(id)).getFirst();
    }

    private static Finding finding(UUID subject, List<KeptBankLine> lines, KeptStatement statement,
            KeptStatement other) {
        var amounts = lines.stream().map(line -> line.line().amount()).toList();
        Money sum = Money.sum(amounts, statement.booked().currency());
        return new Finding(DiscrepancyClass.CONTRADICTION, subject, null, null, null, null, null,
                sum, null,
                "statement " + statement.reference() + " on " + statement.iban() + " (" + statement.id()
                        + ") has entries of " + sum
                        + " that statement " + other.reference() + " (" + other.id()
                        + ") of the same number and days leaves out; neither says that it stands for the other");
    }
}
