package io.tillpost.edge.enrolment;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the box's certificate is doing, for people.
///
/// @param keyId SHA-256 of the key's SubjectPublicKeyInfo
/// @param daysLeft whole days until it ends; 0 on the last one and afterwards
/// @param renewalDue from when on the next one is asked for
/// @param detail what is wrong or what renewal last said, in words
public record IdentityStatus(String agent, String store, String serial, String keyId, Instant validUntil,
        long daysLeft, Instant renewalDue, State state, @Nullable String detail) {
    /// Where the certificate stands.
    public enum State {
        /// It counts.
        VALID,
        /// It counts, and the next one is asked for.
        RENEWAL_DUE,
        /// It ended: nothing is sent to head office until there is another one. Selling goes on.
        EXPIRED
    }

    /// The same with other words.
    IdentityStatus saying(String other) {
        return new IdentityStatus(agent, store, serial, keyId, validUntil, daysLeft, renewalDue, state,
                other);
    }

    /// The state at `now`.
    public static IdentityStatus of(BoxIdentity identity, Instant now, @Nullable String renewalSays) {
        Instant until = identity.validUntil();
        Instant due = identity.reply().renewAfter();
        State state = now.isAfter(until)
                ? State.EXPIRED
                : now.isBefore(due) ? State.VALID : State.RENEWAL_DUE;
        String said = renewalSays == null ? "nothing yet" : renewalSays;
        String detail = switch (state) {
            case VALID -> null;
            case RENEWAL_DUE -> renewalSays;
            case EXPIRED -> "certificate expired on " + until + ", renewal says: " + said;
        };
        return new IdentityStatus(identity.reply().agent(), identity.reply().store(), identity.serial(),
                identity.key().id().toString(), until, Math.max(0, Duration.between(now, until).toDays()),
                due, state, detail);
    }
}
