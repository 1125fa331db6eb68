package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;

/// Ends a request with a [Problem]; unchecked, so that it also ends the unit of work it is thrown in.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.code() + ": " + problem.detail());
        this.problem = problem;
    }

    /// What to answer.
    public Problem problem() {
        return problem;
    }

    /// The value, or the refusal as an exception.
    static <T> T valueOf(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T> refused -> throw Problem.of(refused).exception();
        };
    }
}
