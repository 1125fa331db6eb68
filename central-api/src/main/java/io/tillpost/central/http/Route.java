package io.tillpost.central.http;

import io.tillpost.central.database.Transaction;
import org.jspecify.annotations.Nullable;

/// One operation of the REST API, as data: the server, the scope check and the test that holds the OpenAPI document
/// against the routes all read the same list.
///
/// @param method upper case
/// @param path OpenAPI path template, e.g. `/v1/payments/{payment}`
/// @param operationId as in the OpenAPI document
/// @param scope OAuth scope that the caller must hold; absent for public routes
public record Route(String method, String path, String operationId, @Nullable String scope, Handler handler) {
    /// What answers.
    public sealed interface Handler {
        /// Changes nothing.
        @FunctionalInterface
        non-sealed interface Query extends Handler {
            Answer answer(Call call) throws ProblemException;
        }

        /// Changes something, inside the transaction that also keeps its idempotency record: both are there or neither.
        /// Needs an `Idempotency-Key`.
        @FunctionalInterface
        non-sealed interface Command extends Handler {
            Answer answer(Call call, Transaction transaction) throws ProblemException;
        }
    }

    /// A route that reads, for callers with `scope`.
    public static Route query(String method, String path, String operationId, String scope,
            Handler.Query handler) {
        return new Route(method, path, operationId, scope, handler);
    }

    /// A route that writes, for callers with `scope`.
    public static Route command(String method, String path, String operationId, String scope,
            Handler.Command handler) {
        return new Route(method, path, operationId, scope, handler);
    }

    /// A route for everyone: health, keys, the token endpoint.
    public static Route open(String method, String path, String operationId, Handler.Query handler) {
        return new Route(method, path, operationId, null, handler);
    }
}
