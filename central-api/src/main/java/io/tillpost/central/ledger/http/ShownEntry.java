package io.tillpost.central.ledger.http;

import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An entry as it is shown.
record ShownEntry(UUID entry, UUID source, String role, String rule, String legalEntity,
        @Nullable String store, Instant occurredAt, LocalDate businessDate, @Nullable LocalDate taxDate,
        LocalDate postingDate, Instant knownAt, String description, @Nullable UUID reversalOf,
        List<Line> lines) {
    /// A line; above zero is a debit.
    record Line(String account, Money amount, @Nullable UUID payment) {
        static Line of(EntryLine line) {
            return new Line(line.account().value(), line.amount(), line.payment());
        }
    }

    static ShownEntry of(Books.Entry entry) {
        return new ShownEntry(entry.entry(), entry.source(), entry.role(), entry.rule(), entry.legalEntity(),
                entry.store(), entry.occurredAt(), entry.businessDate(), entry.taxDate(), entry.postingDate(),
                entry.knownAt(), entry.description(), entry.reversalOf(),
                entry.lines().stream().map(Line::of).toList());
    }
}
