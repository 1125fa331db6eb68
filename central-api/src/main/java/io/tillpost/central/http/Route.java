package io.tillpost.central.http;

import io.tillpost.central.database.Transaction;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One operation of the REST API, as data: the server, the scope check and the test that holds the OpenAPI document
/// against the routes all read the same list.
///
/// @param method upper case
/// @param path OpenAPI path template, e.g. `/v1/payments/{payment}`
/// @param operationId as in the OpenAPI document
/// @param scope OAuth scope that the caller must hold; absent for public routes
/// @param queryParameters names that are understood; any other is refused with 400
/// @param accepts what the body may be
public record Route(String method, String path, String operationId, @Nullable String scope, Handler handler,
        Set<String> queryParameters, Body accepts) {
    private static final Body JSON = new Body(Set.of("application/json"), 1 << 20);
    /// Each connection may be sending one.
    private static final int MOST_BYTES_OF_STRANGERS = 32 * 1024;
    private static final Body SMALL_JSON = new Body(JSON.contentTypes(), MOST_BYTES_OF_STRANGERS);

    public Route {
        if (scope == null && accepts.maxBytes() > MOST_BYTES_OF_STRANGERS) {
            throw new IllegalArgumentException(operationId + " takes " + accepts.maxBytes()
                    + " bytes of everybody, expected at most " + MOST_BYTES_OF_STRANGERS);
        }
        queryParameters = Set.copyOf(queryParameters);
    }

    /// The same for a command whose path says it all: a body that is more than `{}` is refused, since what it asks for
    /// would not be done.
    public Route bodiless() {
        return new Route(method, path, operationId, scope, handler, queryParameters, Body.NONE);
    }

    /// What a request body may be. A request without one is let through: the handler knows whether it needs one.
    ///
    /// @param contentTypes media types without parameters, lower case
    public record Body(Set<String> contentTypes, int maxBytes) {
        static final Body NONE = new Body(Set.of("application/json"), 0);

        public Body {
            contentTypes = Set.copyOf(contentTypes);
        }
    }

    /// What answers.
    public sealed interface Handler {
        /// Changes nothing.
        @FunctionalInterface
        non-sealed interface Query extends Handler {
            Answer answer(Call call) throws ProblemException;
        }

        /// Changes something, inside the transaction that also keeps its idempotency record: both are there or neither.
        /// Needs an `Idempotency-Key`. What it changed is undone when it throws.
        @FunctionalInterface
        non-sealed interface Command extends Handler {
            Answer answer(Call call, Transaction transaction) throws ProblemException;
        }

        /// A command whose answer may not be kept, e.g. for a secret in it: asked twice, it is done twice.
        @FunctionalInterface
        interface Unkept extends Command {}
    }

    /// A route that reads, for callers with `scope`.
    public static Route query(String method, String path, String operationId, String scope,
            Handler.Query handler) {
        return new Route(method, path, operationId, scope, handler, Set.of(), JSON);
    }

    /// A route that writes, for callers with `scope`.
    public static Route command(String method, String path, String operationId, String scope,
            Handler.Command handler) {
        return new Route(method, path, operationId, scope, handler, Set.of(), JSON);
    }

    /// A route that writes and whose answer is not kept for repetitions, for callers with `scope`.
    public static Route unkept(String method, String path, String operationId, String scope,
            Handler.Unkept handler) {
        return new Route(method, path, operationId, scope, handler, Set.of(), JSON);
    }

    /// A route for everyone: health, keys, the token endpoint. A body has 32 KiB at most.
    public static Route open(String method, String path, String operationId, Handler.Query handler) {
        return new Route(method, path, operationId, null, handler, Set.of(), SMALL_JSON);
    }

    /// The same, understanding these query parameters.
    public Route withParameters(String... names) {
        return new Route(method, path, operationId, scope, handler, Set.of(names), accepts);
    }

    /// The same, for lists: understands `cursor` and `limit` (see [Page]) and these query parameters.
    public Route paged(String... names) {
        var all = new HashSet<>(Set.of(names));
        all.add(Page.CURSOR);
        all.add(Page.LIMIT);
        return new Route(method, path, operationId, scope, handler, all, accepts);
    }

    /// The same, with a body of other types or of another size than JSON of 1 MiB.
    public Route receiving(int maxBytes, String... contentTypes) {
        return new Route(method, path, operationId, scope, handler, queryParameters,
                new Body(Set.of(contentTypes), maxBytes));
    }
}
