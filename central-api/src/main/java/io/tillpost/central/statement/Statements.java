package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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

    /// Names an account, or changes what it is called; false if its legal entity or currency would change.
    boolean save(Transaction transaction, String tenant, BankAccount account);

    Optional<BankAccount> account(Transaction transaction, String tenant, String iban);

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

    /// Booked lines within the range of booking dates, both ends included.
    List<KeptBankLine> booked(Transaction transaction, String tenant, LocalDate from, LocalDate to);
}
