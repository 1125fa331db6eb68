package io.tillpost.central.http;

import java.util.HashMap;
import java.util.Map;

/// Ends a request with a [Problem].
public final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    private ProblemException(Problem problem, Map<String, String> headers) {
        super(problem.code() + ": " + problem.detail());
        this.problem = problem;
        this.headers = Map.copyOf(headers);
    }

    /// What to answer.
    public Problem problem() {
        return problem;
    }

    /// Headers that go with it, e.g. `WWW-Authenticate`.
    public Map<String, String> headers() {
        return headers;
    }

    /// The same, with one more header.
    public ProblemException withHeader(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new ProblemException(problem, more);
    }
}
