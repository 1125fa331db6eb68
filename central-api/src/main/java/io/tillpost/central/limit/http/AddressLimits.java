package io.tillpost.central.limit.http;

import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.limit.Allowance;
import io.tillpost.central.limit.Buckets;
import io.tillpost.central.limit.Network;
import java.time.Duration;
import java.util.function.LongSupplier;

/// What an address may ask for before anybody knows who calls. Callers with good credentials are not counted here, so a
/// stranger behind the same address cannot take their share.
public final class AddressLimits {
    private static final int UNAUTHORIZED = 401;

    private final Buckets documents;
    private final Buckets doors;
    private final Buckets refused;
    private final Buckets noted;

    /// @param documents for open routes that only read
    /// @param doors for open routes that do something: tokens, enrolment
    /// @param refused for answers 401
    public AddressLimits(Allowance documents, Allowance doors, Allowance refused, LongSupplier nanoTicker) {
        this.documents = new Buckets(documents, nanoTicker);
        this.doors = new Buckets(doors, nanoTicker);
        this.refused = new Buckets(refused, nanoTicker);
        this.noted = new Buckets(new Allowance("noted", 1, Duration.ofMinutes(1)), nanoTicker);
    }

    /// For the routes that are open to everyone. Stands before the audit trail: what it refuses was not looked at and
    /// leaves no row, or a flood would fill the trail.
    public Filter open() {
        return (exchange, next) -> {
            if (exchange.route().scope() == null) {
                Buckets buckets = exchange.route().method().equals("GET") ? documents : doors;
                Buckets.Taken taken = buckets.take(Network.of(exchange.remote()));
                if (!taken.granted()) {
                    throw TooMany.requests(buckets.allowance(), taken);
                }
            }
            return next.answer(exchange);
        };
    }

    /// For those who are refused as unknown: around whatever finds out who calls, and inside the audit trail, which
    /// notes one refusal a minute beyond the allowance.
    public Filter refusals() {
        return (exchange, next) -> {
            try {
                return noted(exchange, next.answer(exchange));
            } catch (ProblemException e) {
                if (e.problem().status() == UNAUTHORIZED) {
                    count(exchange);
                }
                throw e;
            }
        };
    }

    private Answer noted(Exchange exchange, Answer answer) throws ProblemException {
        if (answer.status() == UNAUTHORIZED) {
            count(exchange);
        }
        return answer;
    }

    private void count(Exchange exchange) throws ProblemException {
        String network = Network.of(exchange.remote());
        Buckets.Taken taken = refused.take(network);
        if (!taken.granted()) {
            if (!noted.take(network).granted()) {
                exchange.leaveUnaudited();
            }
            throw TooMany.requests(refused.allowance(), taken);
        }
    }
}
