package io.tillpost.central.limit.http;

import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.limit.LockOuts;
import io.tillpost.central.limit.Network;
import java.time.Duration;
import java.util.Optional;

/// Holds off whoever gave wrong secrets for an id. An answer 401 is a wrong secret, an answer below 400 a right one.
public final class LockOutFilter implements Filter {
    private static final int UNAUTHORIZED = 401;
    private static final int FIRST_REFUSAL = 400;
    /// Longer ids than any that exists are cut, so that they cost no memory.
    private static final int LONGEST_ID = 80;

    private final LockOuts lockOuts;
    private final Claimed claimed;

    /// Whose secret a request claims to have.
    @FunctionalInterface
    public interface Claimed {
        /// The id, proved or not; absent if the request names none.
        Optional<String> id(Exchange exchange);
    }

    public LockOutFilter(LockOuts lockOuts, Claimed claimed) {
        this.lockOuts = lockOuts;
        this.claimed = claimed;
    }

    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        Optional<String> id = claimed.id(exchange)
                .map(text -> text.substring(0, Math.min(LONGEST_ID, text.length())));
        return id.isEmpty() ? next.answer(exchange) : watched(id.get(), exchange, next);
    }

    private Answer watched(String id, Exchange exchange, Next next) throws ProblemException {
        String network = Network.of(exchange.remote());
        Optional<Duration> pause = lockOuts.pause(id, network);
        if (pause.isPresent()) {
            // The wrong secrets before it have their rows in the audit trail; a flood of these must not fill it.
            exchange.leaveUnaudited();
            throw TooMany.wrongSecrets(pause.get());
        }
        try {
            Answer answer = next.answer(exchange);
            note(id, network, answer.status());
            return answer;
        } catch (ProblemException e) {
            note(id, network, e.problem().status());
            throw e;
        }
    }

    private void note(String id, String network, int status) {
        if (status == UNAUTHORIZED) {
            lockOuts.wrong(id, network);
        } else if (status < FIRST_REFUSAL) {
            lockOuts.right(id, network);
        }
    }
}
