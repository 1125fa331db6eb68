package io.tillpost.central.http;

import io.tillpost.protocol.guard.RequestGuard;
import java.util.Optional;

/// One layer around every request that found its route. `CentralMain` alone puts filters in order;
/// they do not know each other. Called on the request's own virtual thread.
@FunctionalInterface
public interface Filter {
    /// Answers, mostly by asking `next`.
    Answer answer(Exchange exchange, Next next) throws ProblemException;

    /// What lies behind a filter.
    @FunctionalInterface
    interface Next {
        /// Goes on with the request.
        Answer answer(Exchange exchange) throws ProblemException;
    }

    /// Receives the query, of parameters that the route knows, and the body, within its limits; put it behind whatever
    /// decides who may send them and notes what is refused.
    static Filter receive() {
        return (exchange, next) -> {
            exchange.receive();
            return next.answer(exchange);
        };
    }

    /// Refuses a card number, and what no text can hold, anywhere in a request but where files are read; put it behind
    /// [#receive].
    static Filter refuseCardNumbers() {
        return (exchange, next) -> {
            Call call = exchange.call();
            Optional<String> nul = RequestGuard.findNul(call.pathParameters(), call.query(), call.headers(),
                    call.body());
            if (nul.isPresent()) {
                throw Problem.malformed(nul.get(), "U+0000, expected text without it").exception();
            }
            Optional<String> found = RequestGuard.find(call.pathParameters(), call.query(), call.headers(),
                    call.body());
            if (found.isPresent()) {
                throw RequestProblems.cardNumber(found.get()).exception();
            }
            return next.answer(exchange);
        };
    }
}
