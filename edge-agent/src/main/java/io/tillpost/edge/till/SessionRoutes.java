package io.tillpost.edge.till;

import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Operator;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.operator.Session;
import io.tillpost.edge.operator.Sessions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Signing in and out at a till, and a second person's approval.
final class SessionRoutes implements Routes {
    private final Sessions sessions;
    private final TakenOver takenOver;
    private final Approvals approvals;

    SessionRoutes(Sessions sessions, Approvals approvals, TakenOver takenOver) {
        this.takenOver = takenOver;
        this.sessions = sessions;
        this.approvals = approvals;
    }

    /// @param token in the answer that begins the session alone
    private record SessionView(@Nullable String token, UUID session, String till, String operator,
            String title, String role, List<String> permissions) {
        static SessionView of(Session session, @Nullable String token) {
            Operator operator = session.operator();
            return new SessionView(token, session.session(), session.till(), operator.operator(),
                    operator.title(), operator.role().wireName(),
                    operator.role().permissions().stream().map(Permission::wireName).toList());
        }
    }

    private record ApprovalView(String approval, String approver) {}

    private record EndedView(UUID session) {}

    @Override
    public List<Route> routes() {
        return List.of(Route.secret("/v1/sessions", this::signIn).forAll().taking(Route.BodyRule.SMALL),
                Route.query("/v1/sessions/current", this::current),
                Route.secret("/v1/sessions/current/end", this::end),
                Route.secret("/v1/approvals", this::approve));
    }

    private Answer signIn(Call call) {
        var request = Requests.read(call, Requests.SignIn.class);
        Sessions.Started started = ProblemException.valueOf(sessions.signIn(request.till(),
                request.operator(), request.pin(), call.traceparent()));
        Operator operator = started.session().operator();
        takenOver.by(started.session().till(), operator.operator(), operator.title());
        return Answer.created("/v1/sessions/current", SessionView.of(started.session(), started.token()));
    }

    private Answer current(Call call) {
        return Answer.ok(SessionView.of(person(call).session(), null));
    }

    private Answer end(Call call) {
        var _ = Requests.read(call, Requests.Nothing.class);
        Session session = person(call).session();
        sessions.end(session);
        return Answer.ok(new EndedView(session.session()));
    }

    private Answer approve(Call call) {
        var request = Requests.read(call, Requests.Approve.class);
        Approvals.Given given = ProblemException.valueOf(approvals.give(person(call).session(),
                request.operator(), request.pin(), permission(request.permission()), call.traceparent()));
        return Answer.created("/v1/approvals",
                new ApprovalView(given.approval(), given.approver().operator()));
    }

    private static Permission permission(String wireName) {
        return Stream.of(Permission.values())
                .filter(one -> one.wireName().equals(wireName) || one.name().equals(wireName))
                .findFirst()
                .orElseThrow(() -> Problem.malformed("/permission", "'" + wireName + "', expected one of "
                        + Stream.of(Permission.values()).map(Permission::wireName).toList()).exception());
    }

    private static Caller.Person person(Call call) {
        if (call.caller() instanceof Caller.Person person) {
            return person;
        }
        throw Problem.of(401, "unauthorized", "Nobody is signed in",
                "expected the token of a session, not the api-token").exception();
    }
}
