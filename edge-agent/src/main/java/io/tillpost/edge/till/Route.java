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
/// @param body what kind of body it takes
public record Route(String method, String path, boolean open, Set<String> query,
        @Nullable Permission permission, BodyRule body, Handler handler) {
    /// What kind of body an operation takes.
    ///
    /// @param types media types without parameters
    public record BodyRule(Set<String> types, int mostBytes) {
        /// A basket of a thousand lines takes less.
        static final BodyRule JSON = new BodyRule(Set.of("application/json"), 512 * 1024);
        /// Names and a PIN: whoever sends it has shown no token yet.
        static final BodyRule SMALL = new BodyRule(JSON.types, 4 * 1024);

        /// Larger than any request at a till: one of these at a time is taken.
        public boolean isLarge() {
            return mostBytes > JSON.mostBytes;
        }
    }

    /// The same with another kind of body.
    Route taking(BodyRule other) {
        return new Route(method, path, open, query, permission, other, handler);
    }

    /// The same, for those whose role allows it or who have it approved.
    Route needing(Permission needed) {
        return new Route(method, path, open, query, needed, body, handler);
    }

    /// What a caller's role must allow for this call; absent: signed in is enough.
    @Nullable
    Permission needed(Call call) {
        Permission more = handler instanceof Handler.Command command ? command.alsoNeeds(call) : null;
        return more == null ? permission : more;
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

            /// What a request of this kind needs more than its route, depending on what it asks for.
            default @Nullable Permission alsoNeeds(Call call) {
                return null;
            }
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
        return new Route("GET", path, false, Set.of(parameters), null, BodyRule.JSON, handler);
    }

    static Route open(String path, Handler.Query handler) {
        return new Route("GET", path, true, Set.of(), null, BodyRule.JSON, handler);
    }

    static Route secret(String path, Handler.Secret handler) {
        return new Route("POST", path, false, Set.of(), null, BodyRule.JSON, handler);
    }

    /// The same for all, without any token.
    Route forAll() {
        return new Route(method, path, true, query, permission, body, handler);
    }

    /// The same, with its path below `prefix`.
    Route below(String prefix) {
        return new Route(method, prefix + path, open, query, permission, body, handler);
    }

    static Route command(String path, Handler.Command handler) {
        return new Route("POST", path, false, Set.of(), null, BodyRule.JSON, handler);
    }
}
