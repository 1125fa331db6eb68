package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.JournalKey;
import java.util.Comparator;
import java.util.UUID;
import java.util.function.Supplier;

/// A row of the time before that was read, verified and put back: those of weeks are not held in memory.
///
/// @param journal in which it stands
/// @param again reads it once more. Throws [io.tillpost.edge.journal.JournalDamagedException] or
///        [java.io.UncheckedIOException] if that is not possible any more: what it was read for is to be done again
record FoundRow(JournalKey journal, long seq, UUID eventId, Supplier<StoredEvent> again) {
    /// Oldest first.
    static final Comparator<FoundRow> IN_ORDER = Comparator
            .<FoundRow>comparingLong(row -> row.journal.epoch())
            .thenComparingLong(FoundRow::seq);
}
