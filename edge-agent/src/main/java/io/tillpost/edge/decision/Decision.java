package io.tillpost.edge.decision;

import java.util.function.Function;

/// What a rule answers. A refusal comes before anything was written, so there is nothing to undo.
public sealed interface Decision<T> {
    /// It was done, or may be.
    record Accepted<T>(T value) implements Decision<T> {}

    /// It was not done. `detail` names the thing, the value and what was expected.
    record Refused<T>(Reason reason, String detail) implements Decision<T> {
        /// The same refusal of something else.
        public <U> Decision<U> as() {
            return new Refused<>(reason, detail);
        }
    }

    /// Goes on with the value, if there is one.
    default <U> Decision<U> then(Function<T, Decision<U>> next) {
        return switch (this) {
            case Accepted<T>(var value) -> next.apply(value);
            case Refused<T> refused -> refused.as();
        };
    }

    /// Done, with this to show for it.
    static <T> Decision<T> accept(T value) {
        return new Accepted<>(value);
    }

    /// Not done.
    static <T> Decision<T> refuse(Reason reason, String detail) {
        return new Refused<>(reason, detail);
    }
}
