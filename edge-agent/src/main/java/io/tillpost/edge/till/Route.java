package io.tillpost.edge.till;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.operator.Permission;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One operation of the till's API, as data.
///
/// @param method upper case
/// @param path template, e.g. `/v1/sales/{sale}`
/// @param open true: answers without any token
/// @param query parameters that it knows
/// @param permission what the caller's role must allow; absent: signed in is enough
public record Route(String method, String path, boolean open, Set<String> query,
        @Nullable Permission permission, Handler handler) {
    /// The same, for those whose role allows it or who have it approved.
    Route needing(Permission needed) {
        return new Route(method, path, open, query, needed, handler);
    }

    /// What answers.
    sealed interface Handler {
        /// Changes nothing.
        @FunctionalInterface
        non-sealed interface Query extends Handler {
            Answer answer(Call call) throws InterruptedException;
        }

        /// Changes something: reads the body and makes sure that it can be tried, outside any unit of work.
        @FunctionalInterface
        non-sealed interface Command extends Handler {
            Work read(Call call) throws InterruptedException;
        }

        /// Changes something, with a secret in the request or in the answer: neither may be kept, not even as a hash
        /// that can be guessed, so a repetition is done again.
        @FunctionalInterface
        non-sealed interface Secret extends Handler {
            Answer answer(Call call);
        }
    }

    /// A change that is ready to be made.
    ///
    /// @param canonicalBody the body as it was understood, for telling a repetition from another request
    record Work(byte[] canonicalBody, Change change) {}

    /// Makes the change in the unit of work that also keeps the idempotency record: both are there or neither.
    @FunctionalInterface
    interface Change {
        Done make(UnitOfWork unit);
    }

    /// What was done.
    ///
    /// @param afterCommit runs once it is durable, only the first time
    /// @param last runs after that, on the caller's time, and gives a better answer; absent if this one is good
    record Done(Answer answer, Runnable afterCommit, @Nullable Supplier<Answer> last) {
        static Done of(Answer answer) {
            return new Done(answer, () -> {}, null);
        }

        static Done of(Answer answer, Runnable afterCommit) {
            return new Done(answer, afterCommit, null);
        }
    }

    static Route query(String path, Handler.Query handler, String... parameters) {
        return new Route("GET", path, false, Set.of(parameters), null, handler);
    }

    static Route open(String path, Handler.Query handler) {
        return new Route("GET", path, true, Set.of(), null, handler);
    }

    static Route secret(String path, Handler.Secret handler) {
        return new Route("POST", path, false, Set.of(), null, handler);
    }

    /// The same for all, without any token.
    Route forAll() {
        return new Route(method, path, true, query, permission, handler);
    }

    /// The same, with its path below `prefix`.
    Route below(String prefix) {
        return new Route(method, prefix + path, open, query, permission, handler);
    }

    static Route command(String path, Handler.Command handler) {
        return new Route("POST", path, false, Set.of(), null, handler);
    }
}
