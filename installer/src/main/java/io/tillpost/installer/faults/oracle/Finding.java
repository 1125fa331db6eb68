package io.tillpost.installer.faults.oracle;

/// Something that must not be.
///
/// @param what for people, naming sale, till, journal or amount
public record Finding(Kind kind, String what) {
    /// What is wrong.
    public enum Kind {
        /// It was answered to a till, and head office does not have it.
        LOST,
        /// Head office has it more than once.
        DUPLICATED,
        /// Head office has it, and no till was answered for it, nor gave up asking.
        UNANSWERED,
        /// A receipt number was given to two sales or refunds.
        NUMBERED_TWICE,
        /// Head office has it in another order than the till.
        REORDERED,
        /// Head office has it with other numbers.
        ALTERED,
        /// A journal has a gap, a hash that does not follow, or comes from nowhere.
        BROKEN,
        /// The two ends do not agree where a journal ends.
        DIFFERENT,
        /// Something waits in the store and does not go.
        UNSENT,
        /// The ledger's sums are not those of what was accepted, or it does not add up by itself.
        LEDGER,
        /// What a terminal charged is not what is booked, or not what its sale says.
        CHARGED,
        /// A card payment of which nobody knows how it ended.
        UNSETTLED,
        /// Head office has set aside what it should not have, or taken what it should have set aside.
        SET_ASIDE,
        /// What the fault itself had to see did not happen.
        UNSEEN
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ": " + what;
    }
}
