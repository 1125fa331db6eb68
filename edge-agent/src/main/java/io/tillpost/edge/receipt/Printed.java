package io.tillpost.edge.receipt;

import io.tillpost.device.printer.PrintResult;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import org.jspecify.annotations.Nullable;

/// What came of printing something.
///
/// @param marking what stands on it; absent for an original
/// @param detail in words, empty if there is nothing to say
public record Printed(String printer, @Nullable Marking marking, State state, String detail) {
    /// How sure it is.
    public enum State {
        /// The printer said that it came out.
        CONFIRMED,
        /// Some or all of it may be on paper.
        UNCONFIRMED,
        /// Nothing was sent to the printer.
        NOT_PRINTED
    }

    static Printed of(String printer, @Nullable Marking marking, PrintResult result) {
        return switch (result) {
            case PrintResult.Confirmed() -> new Printed(printer, marking, State.CONFIRMED, "");
            case PrintResult.Unconfirmed(var reason) ->
                new Printed(printer, marking, State.UNCONFIRMED, reason);
            case PrintResult.NotStarted(var reason) ->
                new Printed(printer, marking, State.NOT_PRINTED, "not printed: " + reason);
        };
    }

    boolean confirmed() {
        return state == State.CONFIRMED;
    }
}
