package io.tillpost.device.simulator.terminal;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The terminal's own program: takes a command, works, says how it ended, and is idle again. One thread.
///
/// | command | answer when idle | while a payment runs |
/// |---|---|---|
/// | 06 00 registration | 80 00, 06 0F; 84 1E 6F for another currency | 84 9C |
/// | 06 01 authorization | 80 00, then [Transaction] | 84 9C |
/// | 06 30 reversal | 80 00, then [Transaction] | 84 9C |
/// | 06 31 refund | 80 00, then [Transaction] | 84 9C |
/// | 05 01 status enquiry | 80 00, 04 0F with totals if an end of day is due, 06 0F with 00 | 84 9C |
/// | 06 20 repeat receipt | 80 00, 04 0F of the last receipt if there is one, 06 0F; if it repeats all, 04 0F of the last thing done and 06 0F, or 06 1E | 84 9C |
/// | 06 50 end of day | 80 00, 04 0F with totals, 06 0F; 06 1E A3 if the host is down | 84 9C |
/// | 06 B0 abort | 80 00 | 80 00, and the payment ends if no host was asked yet |
/// | other | 84 83 | 84 9C |
///
/// Once it has forgotten its registration it answers all but 06 00 and 06 B0 with 84 6B.
final class Machine implements Runnable {
    private static final Logger LOG = System.getLogger(Machine.class.getName());
    private static final Duration IDLE_SLICE = Duration.ofMillis(100);

    static final int BUSY = 0x9C;
    private static final int NOT_POSSIBLE = 0x83;
    private static final int NOT_REGISTERED = 0x6B;
    private static final int PROTOCOL_ERROR = 0x9A;
    private static final int NO_HOST = 0xA3;
    private static final int ABORTED = 0x6C;
    private static final int AUTOMATIC_CLOSE = 0x0F;
    private static final int CONFIG_BYTE_AT = 3;
    private static final int CURRENCY_AT = 4;
    /// The till prints payment receipts line by line (PA00P015, 2.1, table 1).
    private static final int PRINT_LINES = 0x82;

    private final TerminalSimulatorConfig config;
    private final Script script;
    private final Wire wire;
    private final Ledger ledger;
    private final Books books;
    private final Messages messages;
    private volatile boolean stopped;
    private boolean printsLines;
    private boolean idle;
    private volatile boolean unregistered;

    Machine(TerminalSimulatorConfig config, Script script, Wire wire, Ledger ledger) {
        this.config = config;
        this.script = script;
        this.wire = wire;
        this.ledger = ledger;
        this.books = new Books(config, script, ledger);
        this.messages = new Messages(config);
        wire.beforeCommand(() -> {
            if (idle) {
                at(Step.IDLE);
            }
        });
    }

    void stop() {
        stopped = true;
    }

    /// From now on no till is registered.
    void forgetRegistration() {
        unregistered = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                idle = true;
                Apdu command = wire.receive(IDLE_SLICE);
                idle = false;
                if (command != null) {
                    handle(command);
                }
            } catch (IOException e) {
                LOG.log(stopped ? Level.DEBUG : Level.ERROR, "terminal simulator", e);
            }
        }
    }

    private void handle(Apdu command) throws IOException {
        if (isResponse(command)) {
            return; // The till's late answer to something that is over.
        }
        at(Step.COMMAND);
        if (unregistered && command.control() != 0x0600 && command.control() != 0x06B0) {
            wire.send(Messages.negative(NOT_REGISTERED));
            return;
        }
        switch (command.control()) {
            case 0x0600 -> register(command);
            case 0x0601 -> transaction(Order.charge(command));
            case 0x0630 -> transaction(Order.reversal(command));
            case 0x0631 -> transaction(Order.refund(command));
            case 0x0501 -> status();
            case 0x0620 -> repeatReceipt();
            case 0x0650 -> endOfDay();
            case 0x06B0 -> wire.send(Messages.positive());
            default -> wire.send(Messages.negative(NOT_POSSIBLE));
        }
    }

    private void register(Apdu command) throws IOException {
        byte[] data = command.data();
        if (data.length >= CURRENCY_AT + 2) {
            int currency = decimal(data[CURRENCY_AT]) * 100 + decimal(data[CURRENCY_AT + 1]);
            if (currency != config.currency().getNumericCode()) {
                wire.send(Apdu.of(0x841E, (byte) 0x6F));
                return;
            }
        }
        printsLines = data.length > CONFIG_BYTE_AT && (data[CONFIG_BYTE_AT] & PRINT_LINES) == PRINT_LINES;
        unregistered = false;
        wire.send(Messages.positive());
        tell(messages.registered());
    }

    private static int decimal(byte packed) {
        return (packed >> 4 & 0xF) * 10 + (packed & 0xF);
    }

    private void transaction(Order order) throws IOException {
        if (!order.isComplete() || script.nextIsBusy()) {
            wire.send(Messages.negative(order.isComplete() ? BUSY : PROTOCOL_ERROR));
            return;
        }
        wire.send(Messages.positive());
        new Transaction(this, config, script, books, messages, order, printsLines).run();
        at(Step.DONE);
    }

    private void status() throws IOException {
        wire.send(Messages.positive());
        if (script.takeEndOfDayDue()) {
            tell(Messages.intermediate(AUTOMATIC_CLOSE));
            closeBatch();
        }
        tell(Messages.state(0x00));
    }

    private void repeatReceipt() throws IOException {
        wire.send(Messages.positive());
        at(Step.RECEIPT);
        var last = script.repeatsAll() ? ledger.last() : ledger.lastReceipt();
        if (last.isEmpty() && script.repeatsAll()) {
            tell(Messages.givenUp(ABORTED));
            return;
        }
        if (last.isPresent()) {
            tell(last.get().kind().hasReceipt()
                    ? messages.receipt(last.get(), Books.cardOf(last.get()))
                    : Messages.withoutReceipt(last.get()));
        }
        tell(Messages.completion());
    }

    private void endOfDay() throws IOException {
        wire.send(Messages.positive());
        tell(Messages.intermediate(AUTOMATIC_CLOSE));
        if (script.hostIsDown()) {
            tell(Messages.givenUp(NO_HOST));
            return;
        }
        closeBatch();
        at(Step.CONFIRMED);
        tell(Messages.completion());
        at(Step.DONE);
    }

    private void closeBatch() throws IOException {
        var totals = books.totals();
        LedgerEntry closed = books.closeBatch(totals);
        at(Step.APPROVED);
        tell(messages.totals(totals, closed));
    }

    /// Lets the faults planned for this step happen.
    void at(Step step) {
        script.take(step).forEach(wire::arm);
    }

    /// Sends a message and waits for the till's answer; `null` if there is none within T3.
    @Nullable
    Apdu tell(Apdu apdu) throws IOException {
        Apdu answer = tellOnce(apdu);
        for (Duration pause = wire.again(); answer != null && pause != null; pause = wire.again()) {
            LockSupport.parkNanos(pause.toNanos());
            answer = tellOnce(apdu);
        }
        return answer;
    }

    private @Nullable Apdu tellOnce(Apdu apdu) throws IOException {
        if (!wire.send(apdu)) {
            return null;
        }
        long end = System.nanoTime() + config.timers().response().toNanos();
        while (System.nanoTime() - end < 0) {
            Apdu answer = wire.receive(Duration.ofMillis(100));
            if (answer != null && isResponse(answer)) {
                return answer;
            }
            if (answer != null && !refuseWhileBusy(answer)) {
                return null; // A till that begins anew will not answer any more.
            }
        }
        return null;
    }

    static boolean isResponse(Apdu apdu) {
        int responseClass = apdu.control() & 0xFF00;
        return responseClass == 0x8000 || responseClass == 0x8400;
    }

    /// Answers what the till sends while the terminal is the master; false if the till starts anew.
    boolean refuseWhileBusy(Apdu command) throws IOException {
        boolean abort = command.control() == 0x06B0;
        wire.send(abort ? Messages.positive() : Messages.negative(BUSY));
        return abort;
    }

    /// What the till sends within this time, for a terminal that waits for its customer.
    @Nullable
    Apdu listen(Duration atMost) throws IOException {
        return wire.receive(atMost);
    }

    boolean isStopped() {
        return stopped;
    }
}
