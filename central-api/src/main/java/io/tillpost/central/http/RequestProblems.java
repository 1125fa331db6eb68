package io.tillpost.central.http;

import java.util.List;

/// What can be wrong with any request, whatever its route.
final class RequestProblems {
    private RequestProblems() {}

    static Problem noSuchPath(String path) {
        return Problem.of(404, "no-such-path", "No such path", "nothing answers at " + path);
    }

    static Problem otherMethod(String method) {
        return Problem.of(405, "method-not-allowed", "Method not allowed",
                "this path does not answer " + method);
    }

    static Problem tooLarge(int maxBytes) {
        return Problem.of(413, "body-too-large", "The body is too large",
                "expected at most " + maxBytes + " bytes");
    }

    static Problem otherType(String type, Route.Body accepts) {
        return Problem.of(415, "content-type-not-supported", "The body is of another type",
                "the body is '" + type + "', expected one of "
                        + accepts.contentTypes().stream().sorted().toList());
    }

    static ProblemException bodyNotReceived(Exception cause) {
        var problem = Problem.of(408, "body-not-received", "The body did not arrive in time",
                "the body was cut off or took too long").retryLater().exception();
        problem.addSuppressed(cause);
        return ending(problem);
    }

    static ProblemException bodyMalformed(RuntimeException cause) {
        var problem = unreadable(400).exception();
        problem.addSuppressed(cause);
        return ending(problem);
    }

    /// Nobody knows where the next request begins: what follows must not be read as one (RFC 9112, 11.2).
    private static ProblemException ending(ProblemException problem) {
        return problem.withHeader("Connection", "close");
    }

    static Problem cardNumber(String where) {
        return Problem.of(422, "card-number-refused", "A card number does not belong here",
                where + " holds what looks like a card number; nothing was kept of it")
                .withErrors(List.of(new Problem.FieldError(where, "expected no card number")));
    }

    static Problem overloaded() {
        return Problem.of(503, "overloaded", "Too busy", "more requests at once than this node works on")
                .retryLater();
    }

    static Problem databaseUnavailable() {
        return Problem.of(503, "database-unavailable", "The database is not available",
                "nothing was changed unless a repetition with the same key says otherwise").retryLater();
    }

    static Problem internal() {
        return Problem.of(500, "internal-error", "An error of ours",
                "the request id finds it in the log; the same request may be sent again").retryLater();
    }

    /// What the HTTP parser refuses.
    static Problem unreadable(int status) {
        return switch (status) {
            case 413 -> Problem.of(413, "body-too-large", "The body is too large",
                    "larger than any route takes");
            case 414, 431 ->
                Problem.of(status, "head-too-large", "The request line or the headers are too long",
                        "expected less");
            case 503 -> overloaded();
            case 500 -> internal();
            default -> Problem.of(status < 400 || status > 499 ? 400 : status, "malformed-http",
                    "Not a well-formed HTTP request",
                    "the request line, a header or the framing of the body is malformed");
        };
    }
}
