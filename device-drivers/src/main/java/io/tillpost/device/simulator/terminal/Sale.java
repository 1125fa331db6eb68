package io.tillpost.device.simulator.terminal;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One payment, from "insert card" to its end. What the host approved is in the ledger, on disk, before the till hears of
/// it; the till's `80 00` changes nothing, its `84 xx` takes the charge back (PA00P015, 2.2.6). If the till never answers,
/// the charge stays and can be asked for (4.2), or is taken back at once if the configuration says so (2.2.8).
final class Sale {
    private static final int INSERT_CARD = 0x0A;
    private static final int PIN_PAD = 0x01;
    private static final int WRONG_PIN = 0x15;
    private static final int ASKING_HOST = 0x04;
    private static final int REVERSING = 0x05;
    private static final int STOPPED = 0x6C;
    private static final int NO_ANSWER_FROM_HOST = 0xA1;
    private static final int END_OF_DAY_FIRST = 0xF0;
    private static final int PLEASE_WAIT = 0x9C;
    private static final Duration SLICE = Duration.ofMillis(20);

    private final Machine machine;
    private final TerminalSimulatorConfig config;
    private final Script script;
    private final Books books;
    private final Messages messages;
    private final long amountMinor;
    private final boolean printsLines;
    /// After one intermediate status that nobody took, the terminal does not bother with more.
    private boolean tillListens = true;

    Sale(Machine machine, TerminalSimulatorConfig config, Script script, Books books, Messages messages,
            long amountMinor, boolean printsLines) {
        this.machine = machine;
        this.config = config;
        this.script = script;
        this.books = books;
        this.messages = messages;
        this.amountMinor = amountMinor;
        this.printsLines = printsLines;
    }

    void run() throws IOException {
        Outcome outcome = script.outcomeFor(amountMinor);
        if (outcome instanceof Outcome.EndOfDayFirst) {
            fail(null, END_OF_DAY_FIRST);
            return;
        }
        machine.at(Step.CARD);
        show(INSERT_CARD);
        SimulatedCard card = awaitCard(outcome);
        if (card == null) {
            fail(null, STOPPED);
            return;
        }
        machine.at(Step.PIN);
        show(PIN_PAD);
        if (!customerTakes(config.timers().pin()) || outcome instanceof Outcome.Stop) {
            fail(card, STOPPED);
            return;
        }
        if (outcome instanceof Outcome.WrongPinThenRight) {
            show(WRONG_PIN);
            machine.tell(Messages.failure(Outcome.WRONG_PIN_CODE));
            show(PIN_PAD);
            var _ = customerTakes(config.timers().pin());
        }
        host(outcome, card);
    }

    /// From here on an abort by the till is answered and not followed: the money is moving.
    private void host(Outcome outcome, SimulatedCard card) throws IOException {
        machine.at(Step.HOST);
        show(ASKING_HOST);
        var _ = customerTakes(config.timers().host());
        switch (outcome) {
            case Outcome.Decline(int code) -> fail(card, code);
            case Outcome.HostDown() -> fail(card, NO_ANSWER_FROM_HOST);
            case Outcome.ApproveOther(long other) -> approved(card, other);
            case Outcome.Approve(),Outcome.WrongPinThenRight(),Outcome.Stop(),Outcome.CustomerTimeout(),Outcome.Busy(),Outcome.EndOfDayFirst() ->
                approved(card, amountMinor);
        }
    }

    private void approved(SimulatedCard card, long approvedMinor) throws IOException {
        LedgerEntry charge = books.charge(card, approvedMinor);
        machine.at(Step.APPROVED);
        Apdu answer = tellUntilDecided(messages.receipt(charge, card));
        if (answer == null) {
            if (config.autoReverse()) {
                books.reversal(charge, card);
            }
            return;
        }
        boolean kept = (answer.control() & 0xFF00) == 0x8000 || answer.control() == 0x8400;
        machine.at(Step.CONFIRMED);
        if (!kept) {
            books.reversal(charge, card);
            show(REVERSING);
            machine.tell(Messages.givenUp(STOPPED));
            return;
        }
        if (printsLines) {
            print(charge);
        }
        machine.tell(Messages.completion());
    }

    /// `84 9C` asks for the status information again after 2 s (PA00P015, 3.1.1).
    private @Nullable Apdu tellUntilDecided(Apdu status) throws IOException {
        Apdu answer = machine.tell(status);
        while (answer != null && answer.control() == (0x8400 | PLEASE_WAIT) && !machine.isStopped()) {
            var _ = customerTakes(Duration.ofSeconds(2));
            answer = machine.tell(status);
        }
        return answer;
    }

    private void print(LedgerEntry charge) throws IOException {
        machine.tell(Messages.line("* * Kundenbeleg * *"));
        machine.tell(Messages.line("Terminal-ID " + charge.text("terminalId")));
        machine.tell(
                Messages.line("TA-Nr " + charge.number("trace") + " BNr " + charge.number("receiptNumber")));
        machine.tell(Messages.line(charge.text("cardName") + " " + charge.text("pan")));
        machine.tell(Messages.lastLine("Zahlung erfolgt"));
    }

    private void fail(@Nullable SimulatedCard card, int code) throws IOException {
        if (card != null) {
            books.declined(card, amountMinor, code);
        }
        machine.at(Step.APPROVED);
        machine.tell(Messages.failure(code));
        machine.at(Step.CONFIRMED);
        machine.tell(Messages.givenUp(code));
    }

    private void show(int code) throws IOException {
        if (tillListens) {
            tillListens = machine.tell(Messages.intermediate(code)) != null;
        }
    }

    /// The card that is presented, or `null` if the customer or the till ends it first.
    private @Nullable SimulatedCard awaitCard(Outcome outcome) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < config.timers().customer().toNanos() && !machine.isStopped()) {
            boolean waited = System.nanoTime() - start >= config.timers().card().toNanos()
                    && !(outcome instanceof Outcome.CustomerTimeout);
            SimulatedCard card = script.presented(waited);
            if (card != null) {
                return card;
            }
            if (isEndedByTill(SLICE)) {
                return null;
            }
        }
        return null;
    }

    /// Lets time pass; false if the till ended the payment meanwhile.
    private boolean customerTakes(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        boolean goesOn = true;
        while (System.nanoTime() - end < 0 && !machine.isStopped()) {
            goesOn &= !isEndedByTill(SLICE);
        }
        return goesOn;
    }

    private boolean isEndedByTill(Duration slice) throws IOException {
        Apdu command = machine.listen(slice);
        return command != null && !Machine.isResponse(command) && machine.refuseWhileBusy(command);
    }
}
