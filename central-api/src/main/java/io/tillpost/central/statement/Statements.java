package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.statement.BankStatement.Balance;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The bank accounts of all tenants and what their banks state. Statements and lines are never changed.
public interface Statements {
    /// A statement that is not kept yet, with all its lines, be they kept already or not.
    ///
    /// @param content of the statement, to know it by
    record Arrival(KeptStatement statement, Issue issue, String content, List<KeptBankLine> lines) {
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

    /// How a kept statement was issued, and with what content.
    record Issued(Issue issue, String content) {}

    /// One of several statements that have the same id, number, beginning and end.
    ///
    /// @param issue absent where it was kept by a program that did not ask
    /// @param addsUp its opening and its booked entries are its closing
    /// @param booked its booked lines
    record Version(UUID id, @Nullable Issue issue, boolean addsUp, boolean replaced, Set<UUID> booked) {
        public Version {
            booked = Set.copyOf(booked);
        }

        boolean isPage() {
            return issue != null && !issue.whole();
        }
    }

    /// Names an account, or changes what is said of it; false if it has statements and its legal entity or currency would change.
    boolean save(Transaction transaction, String tenant, BankAccount account);

    /// The account as it is until the transaction ends: nobody else names it meanwhile, or takes in statements of it.
    Optional<BankAccount> accountToChange(Transaction transaction, String tenant, String iban);

    Optional<BankAccount> account(Transaction transaction, String tenant, String iban);

    /// Accounts by their number, at most `limit`, those after `after`.
    List<BankAccount> accounts(Transaction transaction, String tenant, String after, int limit);

    /// Whether a legal entity has an account of this currency whose statements come here.
    boolean hasAccount(Transaction transaction, String tenant, String legalEntity, Currency currency);

    /// Lets nobody else take in statements of these accounts, or change them, until the transaction ends.
    void lock(Transaction transaction, String tenant, Collection<String> ibans);

    /// Which of these statements are kept.
    Set<UUID> known(Transaction transaction, String tenant, Collection<UUID> statements);

    /// How a statement was issued, if it is kept and was asked for it.
    Optional<Issued> issued(Transaction transaction, String tenant, UUID statement);

    /// A statement with all others that are issues of the same one, by id; none where there are no others.
    List<Version> versions(Transaction transaction, String tenant, UUID statement);

    /// Keeps for ever that statements are replaced, by which.
    void replace(Transaction transaction, String tenant, Map<UUID, UUID> replaced, Instant at);

    /// All lines of these statements.
    Set<UUID> lineIds(Transaction transaction, String tenant, Collection<UUID> statements);

    /// Which of these lines do not count, for all statements that have them are replaced.
    Set<UUID> takenBack(Transaction transaction, String tenant, Collection<UUID> lines);

    /// Notes which of these lines do not count any more, or do again, by how often that has changed.
    Map<UUID, Integer> noteStanding(Transaction transaction, String tenant, Collection<UUID> lines,
            Instant at);

    /// Statements of an account that open or close on one of the days `ends`, or have a line that is booked on one of the days
    /// `booked`.
    List<Shown> around(Transaction transaction, String tenant, String iban, Collection<LocalDate> ends,
            Collection<LocalDate> booked);

    /// Keeps a file with its statements, and returns the ids of lines that were not kept before.
    List<UUID> keep(Transaction transaction, String tenant, UUID file, String sha256, Instant importedAt,
            List<Arrival> statements);

    /// These statements, by account and date.
    List<KeptStatement> statements(Transaction transaction, String tenant, Collection<UUID> statements);

    /// Statements by id, at most `limit`, those after `after`.
    List<KeptStatement> list(Transaction transaction, String tenant, @Nullable UUID after, int limit);

    /// The statements that one of these lines stands in, but those that are replaced.
    List<KeptStatement> showing(Transaction transaction, String tenant, Collection<UUID> lines);

    /// The lines of a statement by booking date, at most `limit`, those after the line `after`.
    List<KeptBankLine> linesIn(Transaction transaction, String tenant, UUID statement, @Nullable UUID after,
            int limit);

    /// These lines by booking date.
    List<KeptBankLine> lines(Transaction transaction, String tenant, Collection<UUID> lines);

    /// Booked lines whose money counts within the range of dates, both ends included; none that are taken back.
    List<KeptBankLine> valued(Transaction transaction, String tenant, LocalDate from, LocalDate to);

    /// Those of the same dates that are taken back.
    List<KeptBankLine> takenBackValued(Transaction transaction, String tenant, LocalDate from, LocalDate to);
}
