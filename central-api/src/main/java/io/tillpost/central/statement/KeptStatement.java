package io.tillpost.central.statement;

import io.tillpost.central.statement.BankStatement.Balance;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A bank statement as it is kept, without its lines.
///
/// @param booked sum of its booked entries
/// @param findings what does not add up, in words; looked at afresh each time, and nothing of one that is replaced
/// @param replacedBy the statement that the bank has issued in its place
public record KeptStatement(UUID id, String iban, String reference, @Nullable String sequence,
        @Nullable Balance opening, @Nullable Balance closing, Money booked, int lineCount, Instant importedAt,
        List<String> findings, @Nullable UUID replacedBy) {
    public KeptStatement {
        findings = List.copyOf(findings);
    }

    /// What moved the account on a statement's dates, by all statements within them.
    ///
    /// @param inBooks entries in the books
    /// @param due by the balances
    public record Moved(Money inBooks, Money due) {}

    /// What does not add up: the balance before against the opening, the entries between opening and closing, and the books.
    ///
    /// @param moved absent where it cannot be told
    public static List<String> findings(@Nullable Balance before, @Nullable Balance opening, Money booked,
            @Nullable Balance closing, @Nullable Moved moved) {
        var findings = new ArrayList<String>();
        if (before != null && opening != null && !before.amount().equals(opening.amount())) {
            findings.add("opens with " + opening.amount() + ", expected " + before.amount()
                    + " as the statement before closed on " + before.date());
        }
        if (opening != null && closing != null && !opening.amount().plus(booked).equals(closing.amount())) {
            findings.add("closes with " + closing.amount() + ", expected " + opening.amount().plus(booked)
                    + " = opening " + opening.amount() + " + entries " + booked);
        }
        if (moved != null && !moved.inBooks().equals(moved.due())) {
            findings.add("the books have " + moved.inBooks()
                    + " of its entries and of those of statements within its dates, expected "
                    + moved.due() + " by their balances");
        }
        return findings;
    }
}
