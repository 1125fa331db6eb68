package io.tillpost.installer.faults.oracle;

import io.tillpost.protocol.journal.Hash;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What head office has of one store, read afresh.
///
/// @param ledgerMinor account without its store, merchant and rate -> its balance over the store's entries
/// @param setAside events that count for nothing until somebody looks at them, and why
/// @param posted sales and refunds that the ledger has an entry of, by their event
/// @param due event -> what the posting rules make of it
/// @param booked event -> the lines that the ledger has of it
/// @param payments its card payments, reversals left out: they are seen by what they took back
/// @param violations where the ledger does not add up by itself, in words
public record OfficeView(List<Journal> journals, Map<String, Long> ledgerMinor,
        Map<UUID, String> setAside, Map<UUID, Long> posted, Map<UUID, Due> due, Map<UUID, List<Line>> booked,
        List<Payment> payments, List<String> violations) {
    public OfficeView {
        journals = List.copyOf(journals);
        payments = List.copyOf(payments);
        due = Map.copyOf(due);
        booked = Map.copyOf(booked);
        violations = List.copyOf(violations);
        ledgerMinor = Map.copyOf(ledgerMinor);
        setAside = Map.copyOf(setAside);
        posted = Map.copyOf(posted);
    }

    /// One journal.
    ///
    /// @param parent the journal that it follows
    /// @param headSeq the last row, as the journal's own line says
    /// @param damage where its rows have a gap or their hashes do not follow
    public record Journal(UUID id, String lane, long epoch, @Nullable UUID parent, long parentSeq,
            long headSeq, Hash headHash, boolean fenced, List<Row> rows, @Nullable String damage) {
        public Journal {
            rows = List.copyOf(rows);
        }
    }

    /// One row of a journal.
    ///
    /// @param event its id; after a fork an event stands in two journals
    /// @param document the sale or refund that it completes, absent for all other events
    /// @param forked the journal that it says has begun, absent for all but JournalForked
    public record Row(long seq, UUID event, String type, @Nullable Accepted document, @Nullable UUID forked) {
        /// One that says nothing of a fork.
        public Row(long seq, UUID event, String type, @Nullable Accepted document) {
            this(seq, event, type, document, null);
        }
    }

    /// What an event has to be booked as.
    ///
    /// @param always false where what came before it decides whether it is booked at all
    public record Due(boolean always, List<Line> lines) {
        public Due {
            lines = List.copyOf(lines);
        }
    }

    /// A line of an entry.
    ///
    /// @param role of the entry, as in docs/reference/postings.md
    /// @param payment the card payment that it moves
    public record Line(String role, String account, long minor, String currency, @Nullable UUID payment) {}

    /// A charge of a card, or money that went back to one.
    ///
    /// @param document the sale or refund that it pays
    /// @param approvedMinor 0 as long as nothing was approved
    public record Payment(UUID attempt, UUID document, String state, long approvedMinor) {
        /// Whether nobody knows yet how it ended, or the terminal does not know that the till has it.
        boolean isOpen() {
            return state.equals("in_progress") || state.equals("unknown") || state.equals("authorized");
        }

        /// Whether its money moved and was not taken back.
        boolean moved() {
            return state.equals("authorized") || state.equals("captured");
        }
    }
}
