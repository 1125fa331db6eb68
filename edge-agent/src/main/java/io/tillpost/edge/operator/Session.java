package io.tillpost.edge.operator;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who is signed in at a till.
///
/// @param session names it; no secret
/// @param tokenHash of the token that its calls show
/// @param lastSeen of its calls, to within a quarter of an hour
/// @param ended absent while it lasts
public record Session(UUID session, String till, Operator operator, String tokenHash, Instant startedAt,
        Instant lastSeen, @Nullable End ended) {
    /// Why it is over.
    public enum End {
        SIGNED_OUT, TAKEN_OVER, DISABLED
    }

    Session seen(Instant now) {
        return new Session(session, till, operator, tokenHash, startedAt, now, ended);
    }

    Session over(End why, Instant now) {
        return new Session(session, till, operator, tokenHash, startedAt, now, why);
    }
}
