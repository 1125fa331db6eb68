package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.statement.BankStatement.Balance;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The bank accounts of all tenants and what their banks state. Statements and lines are never changed.
public interface Statements {
    /// A statement that is not kept yet, with all its lines, be they kept already or not.
    record Arrival(KeptStatement statement, List<KeptBankLine> lines) {
        public Arrival {
            lines = List.copyOf(lines);
        }
    }

    /// What a statement says of its account, and which lines it has.
    record Shown(@Nullable Balance opening, @Nullable Balance closing, Set<UUID> lines) {
        public Shown {
            lines = Set.copyOf(lines);
        }
    }

    /// Names an account, or changes what it is called; false if its legal entity or currency would change.
    boolean save(Transaction transaction, String tenant, BankAccount account);

    /// The account as it is until the transaction ends: nobody else names it meanwhile.
    Optional<BankAccount> accountToChange(Transaction transaction, String tenant, String iban);

    Optional<BankAccount> account(Transaction transaction, String tenant, String iban);

    /// Accounts by their number, at most `limit`, those after `after`.
    List<BankAccount> accounts(Transaction transaction, String tenant, String after, int limit);

    /// Lets nobody else take in statements of these accounts until the transaction ends.
    void lock(Transaction transaction, String tenant, Collection<String> ibans);

    /// Which of these statements are kept.
    Set<UUID> known(Transaction transaction, String tenant, Collection<UUID> statements);

    /// Statements of an account that close on that day.
    List<Shown> closingOn(Transaction transaction, String tenant, String iban, LocalDate date);

    /// Keeps a file with its statements, and returns the ids of lines that were not kept before.
    List<UUID> keep(Transaction transaction, String tenant, UUID file, String sha256, Instant importedAt,
            List<Arrival> statements);

    /// These statements, by account and date.
    List<KeptStatement> statements(Transaction transaction, String tenant, Collection<UUID> statements);

    /// Statements by id, at most `limit`, those after `after`.
    List<KeptStatement> list(Transaction transaction, String tenant, @Nullable UUID after, int limit);

    /// The statements that one of these lines stands in.
    List<KeptStatement> showing(Transaction transaction, String tenant, Collection<UUID> lines);

    /// The lines of a statement by booking date, at most `limit`, those after the line `after`.
    List<KeptBankLine> linesIn(Transaction transaction, String tenant, UUID statement, @Nullable UUID after,
            int limit);

    /// These lines by booking date.
    List<KeptBankLine> lines(Transaction transaction, String tenant, Collection<UUID> lines);

    /// Booked lines whose money counts within the range of dates, both ends included.
    List<KeptBankLine> valued(Transaction transaction, String tenant, LocalDate from, LocalDate to);
}
