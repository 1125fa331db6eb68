package io.tillpost.edge.command;

import io.tillpost.protocol.json.JsonTree;
import org.jspecify.annotations.Nullable;

/// What came of a command.
public sealed interface CommandOutcome {
    /// It is done.
    ///
    /// @param result for programs; absent if there is nothing to say
    /// @param detail for people; may be empty
    record Done(@Nullable JsonTree result, String detail) implements CommandOutcome {
        /// With a record as its result.
        public static Done with(Object result, String detail) {
            return new Done(JsonTree.of(result), detail);
        }
    }

    /// It could not be done.
    ///
    /// @param detail says why
    record Failed(String detail) implements CommandOutcome {}
}
