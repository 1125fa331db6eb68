package io.tillpost.central.payment;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A card payment as head office knows it.
///
/// @param legalEntity as its store reported it
/// @param requested absent if the start of the attempt never came
/// @param acquirer by card contract, `unknown` without one; absent unless it was ever approved
/// @param facts absent unless it was ever approved
public record Payment(UUID attempt, String legalEntity, String store, String till, UUID sale, String terminal,
        PaymentState state, LocalDate businessDate, Instant occurredAt, @Nullable Money requested,
        @Nullable String acquirer, @Nullable CardFacts facts) {

    /// A payment that is heard of for the first time.
    static Payment first(UUID attempt, Place place, UUID sale, String terminal, LocalDate businessDate,
            Instant occurredAt, @Nullable Money requested) {
        return new Payment(attempt, place.legalEntity(), place.store(), place.till(), sale, terminal,
                PaymentState.IN_PROGRESS, businessDate, occurredAt, requested, null, null);
    }

    /// The same in another state. Throws [IllegalArgumentException] for a step that the table lacks.
    Payment become(PaymentState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalArgumentException("payment " + attempt + " is " + state.wireName()
                    + " and cannot become " + next.wireName());
        }
        return new Payment(attempt, legalEntity, store, till, sale, terminal, next, businessDate, occurredAt,
                requested, acquirer, facts);
    }

    /// The same, charged with these facts.
    Payment charged(String acquirer, CardFacts facts) {
        return new Payment(attempt, legalEntity, store, till, sale, terminal, state, businessDate, occurredAt,
                requested, acquirer, facts);
    }
}
