package io.tillpost.edge.receipt;

import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import org.jspecify.annotations.Nullable;

/// The copy for the merchant of a payment by signature, and whether it is on paper.
///
/// @param printer absent where the till has none: the text has to be signed another way
/// @param printed how its last print by itself, or its only one, went
/// @param text as on 80 mm paper
public record MerchantCopyView(AttemptId attempt, SaleId sale, String till, String operator,
        @Nullable String printer, State printed, String text) {
    /// How sure it is.
    public enum State {
        PRINTING, CONFIRMED, UNCONFIRMED, NOT_PRINTED
    }
}
