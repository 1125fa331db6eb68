package io.tillpost.edge.operator;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.operator.Session.End;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.journal.IdSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who is signed in at which till. They outlast a restart; a till has one at most. Safe for use by all threads, outside
/// any unit of work.
public final class Sessions {
    /// A till that was left alone over night asks for a PIN in the morning.
    private static final Duration IDLE_MAX = Duration.ofHours(12);
    /// So that a busy till does not write to disk with every call.
    private static final Duration SEEN_EVERY = Duration.ofMinutes(15);
    /// Token hash -> session; ended ones stay while somebody may still show the token.
    private static final Shelf<Session> SESSIONS = new Shelf<>("session", Session.class);

    private final Journal journal;
    private final Operators operators;
    private final Shifts shifts;
    private final Clock clock;
    private final IdSource ids;
    private final RandomGenerator random;

    /// @param random for tokens
    public Sessions(Journal journal, Operators operators, Shifts shifts, Clock clock, IdSource ids,
            RandomGenerator random) {
        this.journal = journal;
        this.operators = operators;
        this.shifts = shifts;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
    }

    /// A session that has just begun.
    ///
    /// @param token what its calls show; said once
    public record Started(Session session, String token) {
        /// The token is left out.
        @Override
        public String toString() {
            return session.toString();
        }
    }

    /// Signs somebody in at a till. Whoever was signed in there is not any more.
    public Decision<Started> signIn(String till, String name, Pin pin, String traceparent) {
        if (!shifts.knowsTill(till)) {
            return Decision.refuse(Reason.NO_SUCH_TILL, "till '" + till + "'");
        }
        return operators.identify(till, name, pin, traceparent).then(operator -> {
            Instant now = clock.instant();
            String token = Tokens.fresh(random);
            var session = new Session(ids.next(), till, operator, Tokens.hash(token), now, now, null);
            return journal.commit(unit -> {
                // Disabled since the PIN was looked at.
                if (!Operators.isEnabled(unit, name)) {
                    return Operators.wrong(name);
                }
                forgetOld(unit, now);
                endAll(unit, other -> other.till().equals(till), End.TAKEN_OVER, now);
                store(unit, session);
                var _ = unit.append(operators.stamp(unit, till, operator.operator(), traceparent),
                        new OperatorSignedIn(operator.role().wireName()));
                return Decision.accept(new Started(session, token));
            });
        });
    }

    /// The session that a token belongs to; refuses one that another one took its till from. Empty if there is none,
    /// nobody has used it for too long, or its operator is disabled: also where the agent died before it was ended.
    public Optional<Decision<Session>> find(String token) {
        Session session = journal.read(view -> view.find(SESSIONS, Tokens.hash(token))
                .filter(found -> Operators.isEnabled(view, found.operator().operator()))).orElse(null);
        if (session == null) {
            return Optional.empty();
        }
        if (session.ended() == End.TAKEN_OVER) {
            return Optional.of(Decision.refuse(Reason.TILL_TAKEN_OVER,
                    "somebody else signed in at till " + session.till() + " at " + session.lastSeen()));
        }
        Instant now = clock.instant();
        if (session.ended() != null || !Recent.is(session.lastSeen(), IDLE_MAX, now)) {
            return Optional.empty();
        }
        if (!Recent.is(session.lastSeen(), SEEN_EVERY, now)) {
            return Optional.of(Decision.accept(touched(session, now)));
        }
        return Optional.of(Decision.accept(session));
    }

    /// Signs out.
    public void end(Session session) {
        endAll(other -> other.tokenHash().equals(session.tokenHash()), End.SIGNED_OUT);
    }

    /// Signs an operator out everywhere.
    public void endAllOf(String operator, End why) {
        endAll(session -> session.operator().operator().equals(operator), why);
    }

    private void endAll(Predicate<Session> which, End why) {
        Instant now = clock.instant();
        journal.commit(unit -> {
            endAll(unit, which, why, now);
            return true;
        });
    }

    private Session touched(Session session, Instant now) {
        return journal.commit(unit -> {
            @Nullable
            Session there = unit.find(SESSIONS, session.tokenHash()).orElse(null);
            if (there == null || there.ended() != null) {
                return there == null ? session : there;
            }
            store(unit, there.seen(now));
            return there.seen(now);
        });
    }

    private static void endAll(UnitOfWork unit, Predicate<Session> which, End why, Instant now) {
        unit.all(SESSIONS)
                .stream()
                .filter(session -> session.ended() == null && which.test(session))
                .forEach(session -> store(unit, session.over(why, now)));
    }

    private static void forgetOld(UnitOfWork unit, Instant now) {
        unit.all(SESSIONS)
                .stream()
                .filter(session -> !Recent.is(session.lastSeen(), IDLE_MAX, now))
                .forEach(session -> unit.remove(SESSIONS, session.tokenHash()));
    }

    private static void store(UnitOfWork unit, Session session) {
        unit.put(SESSIONS, session.tokenHash(), session);
    }
}
