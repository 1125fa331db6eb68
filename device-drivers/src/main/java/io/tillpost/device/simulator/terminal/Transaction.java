package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.Books.Lookup;
import io.tillpost.device.simulator.terminal.LedgerEntry.Kind;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One charge, refund or reversal, from "insert card" to its end. What the host approved is in the ledger, on disk, before
/// the till hears of it; the till's `80 00` changes nothing, its `84 xx` takes a charge or a refund back (PA00P015, 2.2.6,
/// 2.15). If the till never answers, what was done stays and can be asked for (4.2), or a charge or refund is taken back at
/// once if the configuration says so (2.2.8). A reversal needs no card.
final class Transaction {
    private static final String AMOUNT = "amountMinor";
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
    private final Order order;
    private final boolean printsLines;
    /// After one intermediate status that nobody took, the terminal does not bother with more.
    private boolean tillListens = true;

    Transaction(Machine machine, TerminalSimulatorConfig config, Script script, Books books,
            Messages messages,
            Order order, boolean printsLines) {
        this.machine = machine;
        this.config = config;
        this.script = script;
        this.books = books;
        this.messages = messages;
        this.order = order;
        this.printsLines = printsLines;
    }

    void run() throws IOException {
        Outcome outcome = script.outcomeFor(order.amountMinor());
        if (outcome instanceof Outcome.EndOfDayFirst) {
            fail(null, END_OF_DAY_FIRST);
        } else if (order.kind() == Kind.REVERSAL) {
            reverse(outcome);
        } else {
            withCard(outcome);
        }
    }

    private void reverse(Outcome outcome) throws IOException {
        switch (books.toReverse(order.receiptNumber(), order.amountMinor())) {
            case Lookup.NotReversible(int code) -> fail(null, code);
            case Lookup.Found(LedgerEntry charge) -> {
                SimulatedCard card = Books.cardOf(charge);
                if (outcome instanceof Outcome.Stop || outcome instanceof Outcome.CustomerTimeout) {
                    fail(card, STOPPED);
                } else if (hostAgrees(outcome, card)) {
                    LedgerEntry reversal = config.autoReverse()
                            ? books.unstoredReversal(charge)
                            : books.reversal(charge);
                    LedgerEntry told = outcome instanceof Outcome.ApproveOther(long other)
                            ? reversal.with(AMOUNT, other)
                            : reversal;
                    reversed(reversal, messages.receipt(told, card));
                }
            }
        }
    }

    private void withCard(Outcome outcome) throws IOException {
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
        if (hostAgrees(outcome, card)) {
            long amount = outcome instanceof Outcome.ApproveOther(long other) ? other : order.amountMinor();
            LedgerEntry entry = order.kind() == Kind.REFUND
                    ? books.refund(card, amount)
                    : books.charge(card, amount, outcome);
            done(entry, messages.receipt(entry, card));
        }
    }

    /// From here on an abort by the till is answered and not followed: the money is moving.
    private boolean hostAgrees(Outcome outcome, SimulatedCard card) throws IOException {
        machine.at(Step.HOST);
        show(ASKING_HOST);
        var _ = customerTakes(config.timers().host());
        return switch (outcome) {
            case Outcome.Decline(int code) -> fail(card, code);
            case Outcome.HostDown() -> fail(card, NO_ANSWER_FROM_HOST);
            case Outcome.ApproveOther _,Outcome.ApproveVerified _,Outcome.Approve _,Outcome.WrongPinThenRight _,Outcome.Stop _,Outcome.CustomerTimeout _,Outcome.Busy _,Outcome.EndOfDayFirst _ ->
                true;
        };
    }

    /// The till is told of its reversal. Whether goods were issued is not asked (2.9), so that whatever it answers, or does
    /// not, changes nothing; or the terminal takes 2.2.8 for reversals too and stores nothing that the till did not accept.
    private void reversed(LedgerEntry reversal, Apdu status) throws IOException {
        machine.at(Step.APPROVED);
        Apdu answer = tellUntilDecided(status);
        if (answer == null) {
            return;
        }
        boolean stands = isAccepted(answer) || !config.autoReverse();
        if (stands && config.autoReverse()) {
            books.append(reversal);
        }
        machine.at(Step.CONFIRMED);
        end(stands, reversal);
    }

    /// The ledger has it; the till is told.
    private void done(LedgerEntry entry, Apdu status) throws IOException {
        machine.at(Step.APPROVED);
        Apdu answer = tellUntilDecided(status);
        if (answer == null) {
            if (config.autoReverse()) {
                books.reversal(entry);
            }
            return;
        }
        machine.at(Step.CONFIRMED);
        boolean stands = isAccepted(answer);
        if (!stands) {
            books.reversal(entry);
        }
        end(stands, entry);
    }

    private void end(boolean stands, LedgerEntry entry) throws IOException {
        if (!stands) {
            show(REVERSING);
            machine.tell(Messages.givenUp(STOPPED));
            return;
        }
        if (printsLines) {
            print(entry);
        }
        machine.tell(Messages.completion());
    }

    private static boolean isAccepted(Apdu answer) {
        return (answer.control() & 0xFF00) == 0x8000 || answer.control() == 0x8400;
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

    private void print(LedgerEntry entry) throws IOException {
        machine.tell(Messages.line("* * Kundenbeleg * *"));
        machine.tell(Messages.line("Terminal-ID " + entry.text("terminalId")));
        machine.tell(
                Messages.line("TA-Nr " + entry.number("trace") + " BNr " + entry.number("receiptNumber")));
        machine.tell(Messages.line(entry.text("cardName") + " " + entry.text("pan")));
        machine.tell(Messages.lastLine(switch (entry.kind()) {
            case REFUND -> "Gutschrift erfolgt";
            case REVERSAL -> "Storno erfolgt";
            default -> "Zahlung erfolgt";
        }));
    }

    /// Tells the till why it came to nothing; false, for whoever asked whether it did.
    private boolean fail(@Nullable SimulatedCard card, int code) throws IOException {
        if (card != null) {
            books.declined(order.kind(), card, order.amountMinor(), code);
        }
        machine.at(Step.APPROVED);
        machine.tell(Messages.failure(code));
        machine.at(Step.CONFIRMED);
        machine.tell(Messages.givenUp(code));
        return false;
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
