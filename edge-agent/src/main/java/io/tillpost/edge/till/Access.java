package io.tillpost.edge.till;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.operator.Session;
import io.tillpost.edge.operator.Sessions;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may call what: the one place that tells callers apart and checks what they may do.
final class Access {
    private static final String APPROVAL = "approval";

    private final Sessions sessions;
    private final Approvals approvals;

    Access(Sessions sessions, Approvals approvals) {
        this.sessions = sessions;
        this.approvals = approvals;
    }

    /// Who shows this token.
    ///
    /// @param program whether it is the api-token
    /// @param token absent if none is shown
    Caller caller(Route route, boolean program, @Nullable String token) {
        if (program) {
            return new Caller.Program();
        }
        if (route.open()) {
            return new Caller.Anybody();
        }
        Optional<Decision<Session>> session = token == null ? Optional.empty() : sessions.find(token);
        return new Caller.Person(ProblemException.valueOf(session.orElseThrow(Access::unauthorized)), null);
    }

    /// The call with who approved it. Refuses what cannot be allowed whatever comes: a missing permission without an
    /// approval, and another till than the session's.
    Call admitted(Route route, Call call, @Nullable Owner owner) {
        if (!(call.caller() instanceof Caller.Person person)) {
            return call;
        }
        onOwnTill(person, call, owner);
        Permission needed = missing(route, call);
        if (needed == null) {
            return call;
        }
        String approval = call.header(APPROVAL).orElseThrow(() -> approvalNeeded(person, needed));
        return call.by(new Caller.Person(person.session(), approvals.approver(approval).orElse(null)));
    }

    /// Refuses whoever lacks the route's permission and shows no approval that was ever given, before a body is read.
    void beforeBody(Route route, Caller caller, String approval) {
        Permission needed = route.permission();
        if (needed != null && !caller.may(needed) && approvals.approver(approval).isEmpty()) {
            throw approvalNeeded(caller, needed);
        }
    }

    /// What the call needs beyond its caller's role.
    Permit permit(Route route, Call call) {
        return new Permit(route, call);
    }

    /// One call's right to the approval that it needs, if it needs one.
    final class Permit {
        private final Route route;
        private final Call call;

        private Permit(Route route, Call call) {
            this.route = route;
            this.call = call;
        }

        /// Holds the approval, as often as the call is tried. To be called when the call is certain not to be a repetition.
        void hold() {
            Permission needed = missing(route, call);
            if (needed != null && call.caller() instanceof Caller.Person person
                    && !approvals.hold(call.header(APPROVAL).orElse(""), person.session(), needed, this)) {
                throw approvalNeeded(person, needed);
            }
        }

        /// What was approved is done, and durable if it changes anything.
        void use() {
            call.header(APPROVAL).ifPresent(approval -> approvals.use(approval, this));
        }

        /// The call is over: what it holds and did not use is another's.
        void free() {
            call.header(APPROVAL).ifPresent(approval -> approvals.free(approval, this));
        }
    }

    /// Finds the till that something in a path belongs to.
    @FunctionalInterface
    interface Owner {
        /// Empty if it belongs to no till, is at an end and belongs to all, or is not there.
        Optional<String> till(Call call);
    }

    private static @Nullable Permission missing(Route route, Call call) {
        Permission needed = route.needed(call);
        return needed == null || call.caller().may(needed) ? null : needed;
    }

    private static void onOwnTill(Caller.Person person, Call call, @Nullable Owner owner) {
        Optional<String> till = Optional.ofNullable(call.pathParameters().get("till"))
                .or(() -> bodyTill(call))
                .or(() -> owner == null ? Optional.empty() : owner.till(call));
        if (till.isPresent() && !till.get().equals(person.session().till())) {
            throw Problem.of(403, "other-till", "Another till's", "this session is signed in at till "
                    + person.session().till() + ", not at '" + till.get() + "'").exception();
        }
    }

    /// A command's `till`; one that is malformed is the route's to refuse.
    private static Optional<String> bodyTill(Call call) {
        if (!call.method().equals("POST") || call.body().length == 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.readTree(call.body()).path("till"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText);
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    static ProblemException approvalNeeded(Caller caller, Permission needed) {
        String wire = needed.wireName();
        String who = caller instanceof Caller.Person person
                ? "operator '" + person.operator().operator() + "'"
                : "the caller";
        return Problem.of(new Decision.Refused<>(Reason.APPROVAL_NEEDED,
                who + " may not do this alone, expected an approval of " + wire + " that was not used"))
                .with(List.of(new Problem.FieldError("Approval", wire)))
                .exception();
    }

    private static ProblemException unauthorized() {
        return Problem.of(401, "unauthorized", "The token is missing or wrong",
                "expected Authorization: Bearer and the token of a session, or of the file api-token")
                .exception();
    }
}
