package io.tillpost.edge.operator;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a second person allowed a session to do once: held by the call that is about to do it, and used once that is done.
/// Kept in memory alone: after a restart it is asked for again. Safe for use by all threads.
public final class Approvals {
    /// As long as somebody needs to press one button.
    private static final Duration VALID_FOR = Duration.ofMinutes(2);
    /// So long may a lost answer be asked for again, and still name who approved it.
    private static final Duration KEPT_FOR = Duration.ofHours(1);

    private final Operators operators;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Approval> approvals = new ConcurrentHashMap<>();

    /// @param random for tokens
    public Approvals(Operators operators, Clock clock, RandomGenerator random) {
        this.operators = operators;
        this.clock = clock;
        this.random = random;
    }

    /// An approval that was given.
    ///
    /// @param approval what the command shows; a secret
    /// @param approver who gave it
    public record Given(String approval, Operator approver) {
        /// The token is left out.
        @Override
        public String toString() {
            return "Given[" + approver + "]";
        }
    }

    /// @param holder the call that is about to use it, absent while there is none
    private record Approval(UUID session, Permission permission, String approver, Instant at, boolean used,
            @Nullable Object holder) {
        Approval heldBy(@Nullable Object call) {
            return new Approval(session, permission, approver, at, used, call);
        }

        Approval spent() {
            return new Approval(session, permission, approver, at, true, null);
        }
    }

    /// Approves one use of a permission by a session, if the approver's own role has it.
    public Decision<Given> give(Session session, String name, Pin pin, Permission permission,
            String traceparent) {
        return operators.identify(session.till(), name, pin, traceparent).then(approver -> {
            if (!approver.role().may(permission)) {
                return Decision.refuse(Reason.APPROVAL_NEEDED, "operator '" + name + "' is a "
                        + approver.role().wireName() + ", which may not approve "
                        + permission.wireName());
            }
            Instant now = clock.instant();
            approvals.values().removeIf(old -> !Recent.is(old.at, KEPT_FOR, now));
            String token = Tokens.fresh(random);
            approvals.put(Tokens.hash(token),
                    new Approval(session.session(), permission, approver.operator(), now, false, null));
            return Decision.accept(new Given(token, approver));
        });
    }

    /// Who gave it, also if it is used or too old.
    public Optional<String> approver(String token) {
        return Optional.ofNullable(approvals.get(Tokens.hash(token))).map(Approval::approver);
    }

    /// Keeps it for one call, which may ask for it again. False if it is unknown, used, another call's, too old, or for another
    /// session or permission.
    ///
    /// @param call what is to do it; no two are equal
    public boolean hold(String token, Session session, Permission permission, Object call) {
        String key = Tokens.hash(token);
        Approval there = approvals.get(key);
        if (there == null || there.used || !there.session.equals(session.session())
                || there.permission != permission) {
            return false;
        }
        return call.equals(there.holder) || (there.holder == null
                && Recent.is(there.at, VALID_FOR, clock.instant())
                && approvals.replace(key, there, there.heldBy(call)));
    }

    /// What the call that holds it was to do is done.
    public void use(String token, Object call) {
        var _ = approvals.computeIfPresent(Tokens.hash(token),
                (_, held) -> call.equals(held.holder) ? held.spent() : held);
    }

    /// The call is over. If it still holds it, nothing was done, and it may be used after all.
    public void free(String token, Object call) {
        var _ = approvals.computeIfPresent(Tokens.hash(token),
                (_, held) -> call.equals(held.holder) ? held.heldBy(null) : held);
    }
}
