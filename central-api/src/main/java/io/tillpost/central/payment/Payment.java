package io.tillpost.central.payment;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A card payment as head office knows it: a charge, a refund or a reversal. Amounts are above zero whichever way they go.
///
/// @param legalEntity as its store reported it
/// @param requested absent if the start of the attempt never came
/// @param acquirer by card contract, `unknown` without one; absent unless it was ever approved
/// @param facts absent unless it was ever approved
/// @param returned what of a charge went back to cards, as far as it is known
public record Payment(UUID attempt, String legalEntity, String store, String till, UUID sale, String terminal,
        Purpose purpose, PaymentState state, LocalDate businessDate, Instant occurredAt,
        @Nullable Money requested, @Nullable String acquirer, @Nullable CardFacts facts, Returned returned) {

    /// What it is for.
    ///
    /// @param refund the refund that it pays out, if it is one's
    /// @param reverses the charge that a reversal takes back, if that was said
    public record Purpose(AttemptKind kind, @Nullable UUID refund, @Nullable UUID reverses) {
        /// A charge for a sale.
        public static final Purpose CHARGE = new Purpose(AttemptKind.CHARGE, null, null);
    }

    /// What of a charge went back, in its currency's minor units: by refunds of its sale, and by reversals of itself.
    public record Returned(long refundedMinor, long reversedMinor) {
        /// All of it stands.
        public static final Returned NOTHING = new Returned(0, 0);
    }

    /// A payment that is heard of for the first time.
    static Payment first(UUID attempt, Place place, UUID sale, String terminal, Purpose purpose,
            LocalDate businessDate, Instant occurredAt, @Nullable Money requested) {
        return new Payment(attempt, place.legalEntity(), place.store(), place.till(), sale, terminal, purpose,
                PaymentState.IN_PROGRESS, businessDate, occurredAt, requested, null, null, Returned.NOTHING);
    }

    /// The kind of its attempt.
    public AttemptKind kind() {
        return purpose.kind();
    }

    /// What a person's word stands for if it is attested as moved, below zero for what went back to the card; absent where nobody
    /// knows how much that is.
    public @Nullable Money attested() {
        Money amount = facts == null ? requested : facts.approved();
        return amount == null || !kind().givesBack() ? amount : amount.negated();
    }

    /// Whether money went back with it, as far as is known.
    boolean gaveBack() {
        return kind().givesBack() && state.isCharged() && facts != null;
    }

    /// By how much more went back than was captured, in minor units; zero if all is right.
    public long excessMinor() {
        return Math.max(0, Math.addExact(returned.refundedMinor, returned.reversedMinor) - capturedMinor());
    }

    /// What the terminal has proven to have moved, in minor units.
    public long capturedMinor() {
        boolean captured = state == PaymentState.CAPTURED || state == PaymentState.VOIDED;
        return captured && facts != null ? facts.approved().minor() : 0;
    }

    /// The same in another state. Throws [IllegalArgumentException] for a step that the table lacks.
    Payment become(PaymentState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalArgumentException("payment " + attempt + " is " + state.wireName()
                    + " and cannot become " + next.wireName());
        }
        return new Payment(attempt, legalEntity, store, till, sale, terminal, purpose, next, businessDate,
                occurredAt, requested, acquirer, facts, returned);
    }

    /// The same, charged with these facts.
    Payment charged(String acquirer, CardFacts facts) {
        return new Payment(attempt, legalEntity, store, till, sale, terminal, purpose, state, businessDate,
                occurredAt, requested, acquirer, facts, returned);
    }

    /// The same, with so much of it returned.
    Payment returned(Returned now) {
        return new Payment(attempt, legalEntity, store, till, sale, terminal, purpose, state, businessDate,
                occurredAt, requested, acquirer, facts, now);
    }
}
