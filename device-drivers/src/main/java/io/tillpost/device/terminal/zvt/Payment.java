package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.zvt.PaymentStep.Event;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.card.CardFacts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One command that moves money after the terminal has taken it up: reads what the terminal sends, decides once whether an
/// approval is kept, and says how it ended. The moves are in [PaymentStep].
final class Payment {
    private static final Logger LOG = System.getLogger(Payment.class.getName());

    private final Dialogue dialogue;
    private final MoneyCommand command;
    private final Commit commit;
    private final TerminalProgress progress;
    private final ReceiptLines receipt;

    private PaymentStep step = PaymentStep.RUNNING;
    private String lastStep;
    private int failure = ResultCodes.NO_ERROR;
    private @Nullable CardFacts refused;

    Payment(Dialogue dialogue, MoneyCommand command, Commit commit, TerminalProgress progress) {
        this.dialogue = dialogue;
        this.command = command;
        this.lastStep = command.name() + " accepted";
        this.commit = commit;
        this.progress = progress;
        this.receipt = new ReceiptLines(progress);
    }

    /// Runs to an end of [PaymentStep]; a lost line is an end too.
    PaymentStep run() {
        try {
            while (!step.isEnd()) {
                oneMessage();
            }
        } catch (IOException e) {
            lastStep = lastStep + ", then the line was lost";
            step = step.isEnd() ? step : step.after(Event.LOST);
        } finally {
            receipt.flush();
        }
        return step;
    }

    private void oneMessage() throws IOException {
        Apdu apdu = dialogue.next();
        if (apdu == null) {
            lastStep = lastStep + ", then silence for all of T4";
            step = step.after(Event.SILENCE);
            dialogue.stop();
            return;
        }
        lastStep = Apdu.name(apdu.control()) + " received";
        switch (apdu.control()) {
            case Commands.STATUS_INFORMATION -> statusInformation(apdu);
            case Commands.INTERMEDIATE_STATUS -> {
                Display.show(apdu, progress);
                answer(Commands.positive());
            }
            case Commands.PRINT_LINE, Commands.PRINT_TEXT_BLOCK -> answer(printed(apdu));
            case Commands.COMPLETION -> end(Event.DONE);
            case Commands.ABORT_BY_TERMINAL -> givenUp(apdu);
            default -> answer(Commands.negative(ResultCodes.NOT_POSSIBLE));
        }
    }

    private Apdu printed(Apdu apdu) {
        try {
            receipt.add(apdu);
        } catch (IllegalArgumentException e) {
            // A receipt line that cannot be read must not make the terminal reverse a payment.
            LOG.log(Level.WARNING, "{0} cannot be read: {1}", apdu, e.getMessage());
        }
        return Commands.positive();
    }

    private void statusInformation(Apdu apdu) throws IOException {
        StatusInformation status;
        Optional<Integer> result;
        try {
            status = StatusInformation.read(apdu, command.amount().currency());
            result = status.result();
        } catch (IllegalArgumentException e) {
            refuse("04 0F cannot be read: " + e.getMessage());
            return;
        }
        if (result.isPresent() && result.get() != ResultCodes.NO_ERROR) {
            failure = result.get();
            lastStep = String.format("04 0F with result %02X received", failure);
            step = step.after(Event.FAILURE);
            answer(Commands.positive());
            return;
        }
        approval(status, result.isPresent());
    }

    private void approval(StatusInformation status, boolean stated) throws IOException {
        CardFacts facts;
        try {
            facts = status.facts();
        } catch (IllegalArgumentException e) {
            refuse(e.getMessage());
            return;
        }
        String objection = stated ? command.objection(status, facts) : "a result that is no approval";
        if (objection == null && (step == PaymentStep.TAKEN_BACK || !commit.keeps(facts))) {
            objection = "the till cannot keep the approval";
        }
        if (objection != null) {
            refused = refused == null ? facts : refused;
            refuse(objection);
        } else {
            step = step.after(Event.KEPT);
            lastStep = "approval durable, 80 00 not proven to have arrived";
            answer(Commands.positive());
        }
    }

    private void refuse(@Nullable String why) throws IOException {
        LOG.log(Level.WARNING, "{0} over {1}: {2}; answered 84 66", command.name(), command.amount(), why);
        step = step.after(Event.REFUSED);
        lastStep = "84 66 answered: " + why;
        answer(Commands.negative(ResultCodes.GOODS_NOT_ISSUED));
    }

    private void givenUp(Apdu apdu) throws IOException {
        byte[] data = apdu.data();
        int code = data.length > 0 ? data[0] & 0xFF : 0xFF;
        // The status information before it has the reason; 06 1E repeats it or is more general.
        failure = step == PaymentStep.FAILED ? failure : code;
        lastStep = String.format("06 1E with %02X received", code);
        end(dialogue.mayHaveMissed() ? Event.GIVEN_UP_AFTER_A_GAP : Event.GIVEN_UP);
    }

    /// The terminal's last word counts whether or not our answer to it arrives (PA00P015, 2.2.9).
    private void end(Event event) throws IOException {
        step = step.after(event);
        answer(Commands.positive());
    }

    private void answer(Apdu response) throws IOException {
        var _ = dialogue.answer(response);
    }

    /// The approval that the till refused, if one did come.
    @Nullable
    CardFacts refused() {
        return refused;
    }

    /// The result, once [#run()] has ended with anything but ASK_REVERSAL.
    PaymentResult result() {
        return switch (step) {
            case APPROVED -> new PaymentResult.Approved(kept());
            case UNCONFIRMED -> new PaymentResult.ApprovedUnconfirmed(kept(), lastStep);
            case NOT_CHARGED -> command.refusedWith(failure);
            case UNKNOWN, ASK_REVERSAL -> new PaymentResult.Unknown(lastStep);
            case RUNNING, FAILED, COMMITTED, CONTRADICTED, TAKEN_BACK -> throw new IllegalStateException(
                    "payment is " + step + ", expected an end");
        };
    }

    private CardFacts kept() {
        return Objects.requireNonNull(commit.kept());
    }
}
