package io.tillpost.edge.receipt;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import java.time.Instant;

/// What stands on the slip that a cardholder signs, and that the merchant keeps.
///
/// @param at when the payment was begun
record MerchantCopy(AttemptId attempt, SaleId sale, ShiftId shift, String till, String operator, Instant at,
        CardFacts facts) {}
