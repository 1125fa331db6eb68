package io.tillpost.edge.till;

import io.tillpost.edge.operator.NewOperator;
import io.tillpost.edge.operator.Operator;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.operator.Session;
import io.tillpost.edge.operator.Sessions;
import io.tillpost.edge.till.Views.Items;
import java.util.List;

/// Who works here.
final class OperatorRoutes implements Routes {
    private final Operators operators;
    private final Sessions sessions;

    OperatorRoutes(Operators operators, Sessions sessions) {
        this.operators = operators;
        this.sessions = sessions;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/operators", this::list).needing(Permission.MANAGE_OPERATORS),
                Route.secret("/v1/operators", this::add).needing(Permission.MANAGE_OPERATORS),
                Route.secret("/v1/operators/{operator}/pin", this::setPin)
                        .needing(Permission.MANAGE_OPERATORS),
                Route.secret("/v1/operators/{operator}/disable", this::disable)
                        .needing(Permission.MANAGE_OPERATORS));
    }

    private Answer list(Call call) {
        return Answer.ok(new Items<>(operators.all()));
    }

    private Answer add(Call call) {
        Operator added = ProblemException.valueOf(operators.add(Requests.read(call, NewOperator.class)));
        return Answer.created("/v1/operators", added);
    }

    private Answer setPin(Call call) {
        var request = Requests.read(call, Requests.SetPin.class);
        String operator = call.pathParameter("operator");
        // Whoever knew the old one may be signed in with it. Before, so that dying on the way leaves none of these, and after,
        // for who signed in with it meanwhile.
        sessions.endAllOf(operator, Session.End.SIGNED_OUT);
        Operator changed = ProblemException.valueOf(operators.setPin(operator, request.pin()));
        sessions.endAllOf(operator, Session.End.SIGNED_OUT);
        return Answer.ok(changed);
    }

    private Answer disable(Call call) {
        var _ = Requests.read(call, Requests.Nothing.class);
        Operator disabled = ProblemException.valueOf(operators.disable(call.pathParameter("operator")));
        sessions.endAllOf(disabled.operator(), Session.End.DISABLED);
        return Answer.ok(disabled);
    }
}
