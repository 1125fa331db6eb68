package io.tillpost.edge.till;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.event.Actor;
import java.util.Optional;
import java.util.function.Function;

/// Finds what a path or parameter names, or refuses.
final class Lookup {
    private Lookup() {}

    /// Who wants a change: whoever is signed in; for a program, the operator of the shift that it belongs to.
    static Cause cause(String operator, Call call) {
        return switch (call.caller()) {
            case Caller.Person(var session, var approver) ->
                new Cause(Actor.cashier(session.operator().operator()),
                        approver == null ? null : Actor.cashier(approver), call.traceparent());
            case Caller.Program(),Caller.Anybody() ->
                new Cause(Actor.cashier(operator), call.traceparent());
        };
    }

    static void onlyOpen(Call call) {
        if (!"true".equals(call.query().get("open"))) {
            throw Problem.malformed("?open", "expected open=true: closed ones are at head office")
                    .exception();
        }
    }

    static <T> T found(Optional<T> thing, String what, Object id) {
        return thing.orElseThrow(() -> notFound(what, id));
    }

    static ProblemException notFound(String what, Object id) {
        return Problem.of(404, Reason.NOT_FOUND.wireName(), "Not found", "no " + what + " '" + id + "'")
                .exception();
    }

    /// A number in a path, at least 0.
    static int number(Call call, String parameter) {
        String text = call.pathParameter(parameter);
        if (!text.matches("[0-9]{1,9}")) {
            throw notFound(parameter, text);
        }
        return Integer.parseInt(text);
    }

    static <T> T id(Call call, String parameter, Function<String, T> parse) {
        String text = call.pathParameter(parameter);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw notFound(parameter, text);
        }
    }
}
