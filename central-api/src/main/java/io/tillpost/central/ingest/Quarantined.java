package io.tillpost.central.ingest;

import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row that was taken and acknowledged but counts for nothing until somebody looks at it.
///
/// @param sale the sale whose later events are held back with it, if one can be told
/// @param keepBytes whether its bytes have no place of their own because another event has its id
public record Quarantined(ChainedRow row, @Nullable UUID sale, @Nullable LocalDate businessDate,
        Reason reason,
        String detail, boolean keepBytes) {
    /// Why.
    public enum Reason {
        /// Type, version or body is not known here.
        UNREADABLE,
        /// Its id belongs to another event with another body.
        BODY_MISMATCH,
        /// It names another tenant, legal entity, store or agent than its journal.
        FOREIGN,
        /// Its type belongs in another lane.
        WRONG_LANE,
        /// It contradicts what is known, or a rule or the database refused what it would post.
        NOT_POSTABLE,
        /// Its sale or refund was completed by another event.
        COMPLETED_TWICE,
        /// An earlier event of its sale is in quarantine.
        HELD;

        /// The word for it outside.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
