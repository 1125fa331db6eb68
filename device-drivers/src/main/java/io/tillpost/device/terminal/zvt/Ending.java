package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// How a command other than a payment ended, with what the terminal said on the way.
sealed interface Ending {
    Logger LOG = System.getLogger(Ending.class.getName());

    /// 06 0F, with its data block, and the last status information if one came. Not `heardAll` if the terminal may have given
    /// up something on the way.
    record Completed(byte[] data, @Nullable Apdu status, boolean heardAll) implements Ending {}

    /// 84 xx.
    record Refused(int code) implements Ending {}

    /// 06 1E, and the last status information if one came before it. Not `heardAll` as above.
    record GivenUp(int code, @Nullable Apdu status, boolean heardAll) implements Ending {
        /// Whether the terminal certainly had not said before that it succeeded.
        boolean certain() {
            return heardAll && status == null;
        }
    }

    /// The last status information, if one came.
    default @Nullable Apdu status() {
        return null;
    }

    /// No end was heard. `begun` is false if the terminal certainly does not have the command.
    record Unheard(String lastStep, boolean begun, @Nullable Apdu status) implements Ending {}

    /// Runs a command to its end; a lost line is an answer as well.
    static Ending of(Dialogue dialogue, Apdu command, TerminalProgress progress) {
        var receipt = new ReceiptLines(progress);
        Apdu status = null;
        String lastStep = Apdu.name(command.control()) + " sent";
        try {
            switch (dialogue.start(command)) {
                case Dialogue.Start.Refused(int code) -> {
                    return new Refused(code);
                }
                case Dialogue.Start.NotDelivered() -> {
                    return new Unheard(lastStep + ", refused as damaged each time", false, null);
                }
                case Dialogue.Start.Silent(String step) -> {
                    return new Unheard(step, true, null);
                }
                case Dialogue.Start.Accepted() -> lastStep = Apdu.name(command.control()) + " accepted";
            }
            for (Apdu apdu = dialogue.next(); apdu != null; apdu = dialogue.next()) {
                lastStep = Apdu.name(apdu.control()) + " received";
                // Kept before it is answered: what the terminal said stays said when the answer is lost.
                status = apdu.control() == Commands.STATUS_INFORMATION ? apdu : status;
                Ending last = lastWord(apdu, status, !dialogue.mayHaveMissed());
                if (last != null) {
                    sayGoodbye(dialogue);
                    return last;
                }
                var _ = dialogue.answer(answer(apdu, receipt, progress));
            }
            return new Unheard(lastStep + ", then silence for all of T4", true, status);
        } catch (IOException e) {
            return new Unheard(lastStep + ", then the line was lost: " + e.getMessage(), true, status);
        } finally {
            receipt.flush();
        }
    }

    private static @Nullable Ending lastWord(Apdu apdu, @Nullable Apdu status, boolean heardAll) {
        byte[] data = apdu.data();
        return switch (apdu.control()) {
            case Commands.COMPLETION -> new Completed(data, status, heardAll);
            case Commands.ABORT_BY_TERMINAL ->
                new GivenUp(data.length > 0 ? data[0] & 0xFF : 0xFF, status, heardAll);
            default -> null;
        };
    }

    /// The terminal's last word counts whether or not our answer to it arrives.
    private static void sayGoodbye(Dialogue dialogue) {
        try {
            var _ = dialogue.answer(Commands.positive());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the last answer was not sent: {0}", e.getMessage());
        }
    }

    private static Apdu answer(Apdu apdu, ReceiptLines receipt, TerminalProgress progress) {
        return switch (apdu.control()) {
            case Commands.INTERMEDIATE_STATUS -> {
                Display.show(apdu, progress);
                yield Commands.positive();
            }
            case Commands.PRINT_LINE, Commands.PRINT_TEXT_BLOCK -> {
                try {
                    receipt.add(apdu);
                    yield Commands.positive();
                } catch (IllegalArgumentException _) {
                    yield Commands.negative(ResultCodes.NOT_POSSIBLE);
                }
            }
            case Commands.STATUS_INFORMATION, Commands.COMPLETION, Commands.ABORT_BY_TERMINAL ->
                Commands.positive();
            default -> Commands.negative(ResultCodes.NOT_POSSIBLE);
        };
    }
}
