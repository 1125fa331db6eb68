package io.tillpost.central.http;

/// Ends a request with a [Problem].
public final class ProblemException extends Exception {
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
}
