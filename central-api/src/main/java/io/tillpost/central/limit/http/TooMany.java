package io.tillpost.central.limit.http;

import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.limit.Allowance;
import io.tillpost.central.limit.Buckets;
import java.time.Duration;

/// Refusals of what is too much, and the headers of draft-ietf-httpapi-ratelimit-headers.
final class TooMany {
    /// What is left of which allowance.
    static final String LEFT = "RateLimit";
    /// What the allowance is.
    static final String POLICY = "RateLimit-Policy";

    /// A file takes about so long.
    private static final Duration FILE = Duration.ofSeconds(10);

    private TooMany() {}

    static ProblemException requests(Allowance allowance, Buckets.Taken taken) {
        return refusal("more than " + allowance.requests() + " requests in " + allowance.window().toSeconds()
                + " s", taken.retryAfter())
                .withHeader(POLICY, policy(allowance))
                .withHeader(LEFT, left(allowance, taken));
    }

    static ProblemException atOnce() {
        return refusal("more requests at once than this caller's share", Duration.ofSeconds(1));
    }

    static ProblemException filesAtOnce() {
        return refusal("more files at once than this caller's share of the node's memory", FILE);
    }

    static ProblemException wrongSecrets(Duration pause) {
        return Problem.of(429, "too-many-wrong-secrets", "Too many wrong secrets",
                "wrong secrets came for this id from this address; the pause grows with every further one")
                .retryLater()
                .exception()
                .withHeader("Retry-After", seconds(pause));
    }

    private static ProblemException refusal(String detail, Duration retryAfter) {
        return Problem.of(429, "too-many-requests", "Too many requests", detail)
                .retryLater()
                .exception()
                .withHeader("Retry-After", seconds(retryAfter));
    }

    static String policy(Allowance allowance) {
        return "\"" + allowance.name() + "\";q=" + allowance.requests() + ";w="
                + allowance.window().toSeconds();
    }

    static String left(Allowance allowance, Buckets.Taken taken) {
        return "\"" + allowance.name() + "\";r=" + taken.remaining() + ";t=" + roundedUp(taken.untilFull());
    }

    private static String seconds(Duration time) {
        return Long.toString(Math.max(1, roundedUp(time)));
    }

    private static long roundedUp(Duration time) {
        return time.plusSeconds(1).minusNanos(1).toSeconds();
    }
}
