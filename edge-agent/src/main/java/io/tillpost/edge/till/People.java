package io.tillpost.edge.till;

import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.operator.Sessions;
import java.util.List;

/// Who may work at the tills; the same people sell and train.
public record People(TillSetup setup, Operators operators, Sessions sessions, Approvals approvals) {
    List<Routes> parts(TakenOver takenOver) {
        return List.of(new SetupRoutes(setup, operators), new SessionRoutes(sessions, approvals, takenOver));
    }
}
