package io.tillpost.central.limit.http;

import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.limit.Allowance;
import io.tillpost.central.limit.Buckets;
import io.tillpost.central.limit.FairPlaces;
import java.time.Duration;
import java.util.function.LongSupplier;

/// What a known caller may ask for: so many requests in so long, and a fair share of what the node does at once. Every
/// answer says what is left. Stands behind whatever finds out who calls.
public final class CallerLimits implements Filter {
    private final Buckets buckets;
    private final FairPlaces places;
    private final Buckets noted;

    /// @param placesOfTheNode requests of all callers that are worked on at once
    public CallerLimits(Allowance allowance, int placesOfTheNode, LongSupplier nanoTicker) {
        this.buckets = new Buckets(allowance, nanoTicker);
        this.places = new FairPlaces(placesOfTheNode);
        this.noted = new Buckets(new Allowance("noted", 1, Duration.ofMinutes(1)), nanoTicker);
    }

    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        Caller caller = exchange.call().caller();
        if (caller == null) {
            return next.answer(exchange);
        }
        String name = caller.tenant() + "\n" + caller.client();
        Buckets.Taken taken = buckets.take(name);
        if (!taken.granted()) {
            throw refused(exchange, name, TooMany.requests(buckets.allowance(), taken));
        }
        if (!places.enter(name)) {
            throw refused(exchange, name, TooMany.atOnce());
        }
        try {
            return next.answer(exchange)
                    .withHeader(TooMany.POLICY, TooMany.policy(buckets.allowance()))
                    .withHeader(TooMany.LEFT, TooMany.left(buckets.allowance(), taken));
        } catch (ProblemException e) {
            throw e.withHeader(TooMany.POLICY, TooMany.policy(buckets.allowance()))
                    .withHeader(TooMany.LEFT, TooMany.left(buckets.allowance(), taken));
        } finally {
            places.leave(name);
        }
    }

    /// The audit trail notes one of these a minute: a greedy caller must not fill it.
    private ProblemException refused(Exchange exchange, String name, ProblemException refusal) {
        if (!noted.take(name).granted()) {
            exchange.leaveUnaudited();
        }
        return refusal;
    }
}
