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

/// What a known caller may ask for: so many requests in so long, and a fair share of what the node does at once and holds
/// in memory. Every answer says what is left. Stands behind whatever finds out who calls, and before the body is received.
public final class CallerLimits implements Filter {
    /// Requests with a larger body have places of their own.
    private static final int LARGE_BYTES = 1 << 20;
    /// What the largest body takes, a settlement file of 64 MiB; and the bodies may fill a quarter of the heap.
    private static final long BYTES_OF_A_PLACE = 4L * (64 << 20);

    private final Buckets buckets;
    private final FairPlaces places;
    private final FairPlaces large;
    private final Buckets noted;

    /// @param placesOfTheNode requests of all callers that are worked on at once
    /// @param heapBytes the node's heap at most
    public CallerLimits(Allowance allowance, int placesOfTheNode, long heapBytes, LongSupplier nanoTicker) {
        this.buckets = new Buckets(allowance, nanoTicker);
        this.places = new FairPlaces(placesOfTheNode);
        this.large = new FairPlaces(Math.clamp(heapBytes / BYTES_OF_A_PLACE, 2, placesOfTheNode));
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
        boolean isLarge = mayBeLarge(exchange);
        if (isLarge && !large.enter(name)) {
            places.leave(name);
            throw refused(exchange, name, TooMany.filesAtOnce());
        }
        try {
            return next.answer(exchange)
                    .withHeader(TooMany.POLICY, TooMany.policy(buckets.allowance()))
                    .withHeader(TooMany.LEFT, TooMany.left(buckets.allowance(), taken));
        } catch (ProblemException e) {
            throw e.withHeader(TooMany.POLICY, TooMany.policy(buckets.allowance()))
                    .withHeader(TooMany.LEFT, TooMany.left(buckets.allowance(), taken));
        } finally {
            if (isLarge) {
                large.leave(name);
            }
            places.leave(name);
        }
    }

    /// Unless the client has said that it is not; the server holds it to that.
    private static boolean mayBeLarge(Exchange exchange) {
        return exchange.route().accepts().maxBytes() > LARGE_BYTES && exchange.call()
                .header("content-length")
                .filter(length -> length.matches("[0-9]{1,7}") && Integer.parseInt(length) <= LARGE_BYTES)
                .isEmpty();
    }

    /// The audit trail notes one of these a minute: a greedy caller must not fill it.
    private ProblemException refused(Exchange exchange, String name, ProblemException refusal) {
        if (!noted.take(name).granted()) {
            exchange.leaveUnaudited();
        }
        return refusal;
    }
}
