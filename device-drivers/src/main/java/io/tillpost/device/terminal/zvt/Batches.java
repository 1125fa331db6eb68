package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads how an end of day ended (PA00P015, 2.16). Its status information comes only after success, so that one with
/// result 00 proves the batch closed even if the end was not heard.
final class Batches {
    private Batches() {}

    static EndOfDayResult result(Ending ending, TerminalIdentity who) {
        return switch (ending) {
            case Ending.Completed(_, var status, _) ->
                closed(status, who, "06 0F came without a status information");
            case Ending.Refused(int code) -> new EndOfDayResult.Refused(code, ResultCodes.text(code));
            case Ending.GivenUp given -> given.certain()
                    ? new EndOfDayResult.Refused(given.code(), ResultCodes.text(given.code()))
                    : new EndOfDayResult.Unknown(
                            String.format("06 1E with %02X after what may be a success", given.code()));
            case Ending.Unheard(String lastStep, boolean begun, var status) -> begun
                    ? closed(status, who, lastStep)
                    : new EndOfDayResult.Refused(-1, lastStep);
        };
    }

    /// The batch that a terminal has closed by itself, from the status information of another command, if it is of that.
    static Optional<EndOfDayResult.Closed> byItself(@Nullable Apdu apdu, TerminalIdentity who) {
        try {
            boolean endOfDay = apdu != null && StatusInformation.read(apdu, who.currency()).isEndOfDay();
            return endOfDay && closed(apdu, who, "") instanceof EndOfDayResult.Closed closed
                    ? Optional.of(closed)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static EndOfDayResult closed(@Nullable Apdu apdu, TerminalIdentity who, String lastStep) {
        if (apdu == null) {
            return new EndOfDayResult.Unknown(lastStep);
        }
        try {
            StatusInformation status = StatusInformation.read(apdu, who.currency());
            int result = status.result().orElse(ResultCodes.NO_ERROR);
            return result == ResultCodes.NO_ERROR
                    ? new EndOfDayResult.Closed(who.terminalId(), null, status.trace(), status.totals())
                    : new EndOfDayResult.Refused(result, ResultCodes.text(result));
        } catch (IllegalArgumentException e) {
            return new EndOfDayResult.Unknown("the totals cannot be read: " + e.getMessage());
        }
    }
}
