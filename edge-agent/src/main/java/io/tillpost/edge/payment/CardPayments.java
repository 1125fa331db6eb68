package io.tillpost.edge.payment;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.TerminalDevice;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Charges cards: an attempt is durable before the terminal hears of it, an approval before the terminal hears that the
/// till has it, and whatever is not known is found out. Safe for use by all threads.
public final class CardPayments {
    private static final Logger LOG = System.getLogger(CardPayments.class.getName());
    /// A terminal that is there says in well under a second what its last transaction was.
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);
    /// A full disk is not freed faster.
    private static final Duration WRITE_AGAIN = Duration.ofSeconds(1);

    private final Journal journal;
    private final Devices devices;
    private final Attempts attempts;
    private final Batches batches;
    private final Recovery recovery;
    private final Bell bell = new Bell();
    private final Consumer<SaleId> charged;
    /// What terminals show now, for the till's screen; by attempt.
    private final Map<AttemptId, String> shown = new ConcurrentHashMap<>();

    /// @param charged hears of each sale that a card has paid some of, after it is durable
    public CardPayments(Journal journal, Devices devices, Sales sales, Clock clock, IdSource ids,
            Consumer<SaleId> charged) {
        this.journal = journal;
        this.devices = devices;
        this.attempts = new Attempts(sales, clock, ids);
        this.batches = new Batches(attempts, ids);
        this.recovery = new Recovery(journal, attempts);
        this.charged = charged;
    }

    /// Takes up what the last run of the agent left open. To be called before anything else.
    public void resume() {
        for (Attempt attempt : journal.read(attempts::unresolved)) {
            var _ = journal.commit(unit -> attempts.interrupted(unit, attempt.attempt()));
        }
        for (String closing : journal.read(batches::running)) {
            var _ = journal.commit(unit -> batches.ended(unit, closing,
                    new EndOfDayResult.Unknown("the agent stopped during the end of day")));
        }
        for (Attempt attempt : journal.read(attempts::unresolved)) {
            devices.terminal(attempt.terminal())
                    .ifPresentOrElse(this::recover, () -> LOG.log(Level.ERROR,
                            "attempt {0} is unresolved on terminal {1}, which is not configured any more",
                            attempt.attempt(), attempt.terminal()));
        }
    }

    /// Has the terminal say what its last transaction was, if that is not known; waits for it for some seconds. To be
    /// called before [#begin], outside any unit of work.
    public Decision<Boolean> prepare(String terminal) throws InterruptedException {
        Optional<TerminalDevice> device = devices.terminal(terminal);
        if (device.isEmpty()) {
            return Decision.refuse(Reason.NO_SUCH_TERMINAL, "no terminal '" + terminal + "'");
        }
        boolean pending = journal.read(view -> attempts.unresolvedOn(view, terminal)).isPresent();
        if (pending || journal.read(view -> attempts.knowsNumbers(view, terminal))) {
            return Decision.accept(true);
        }
        try {
            return device.get()
                    .submit(driver -> learn(device.get(), driver))
                    .get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            return notReady(terminal, "it is busy");
        }
    }

    /// Writes down an attempt; [#run] has to follow once the unit is committed.
    ///
    /// @param amount absent: what remains of the sale
    public Decision<Attempt> begin(UnitOfWork unit, SaleId sale, String terminal, @Nullable Money amount,
            Cause cause) {
        return batches.notClosing(unit, terminal)
                .then(_ -> attempts.begin(unit, sale, terminal, amount, cause));
    }

    /// Sends a durable attempt to its terminal.
    public void run(Attempt attempt) {
        TerminalDevice device = device(attempt.terminal());
        try {
            var _ = device.submit(driver -> {
                pay(device, driver, attempt);
                return true;
            });
        } catch (RejectedExecutionException e) {
            ended(device, attempt, new PaymentResult.NotStarted("the terminal has too much to do"));
        }
    }

    /// Asks the terminal to stop. What comes of it is the attempt's own result.
    public void abort(Attempt attempt) {
        if (attempt.state() == AttemptState.STARTED) {
            device(attempt.terminal()).abort();
        }
    }

    /// An attempt, if there is one.
    public Optional<Attempt> find(View view, AttemptId id) {
        return attempts.find(view, id);
    }

    /// The attempts of which it is not known what became of the money, and those that run.
    public List<Attempt> unresolved(View view) {
        return attempts.unresolved(view);
    }

    /// The attempt as it stands once it is resolved or `atMost` has passed.
    public Optional<Attempt> await(AttemptId id, Duration atMost) throws InterruptedException {
        return bell.await(() -> journal.read(view -> attempts.find(view, id)),
                found -> found.isEmpty() || found.get().state().resolved(), atMost);
    }

    /// What the terminal shows for a running attempt, empty if nothing.
    public String shown(AttemptId id) {
        return shown.getOrDefault(id, "");
    }

    /// Notes that a terminal is to close its batch; [#run(BatchClosing)] has to follow once the unit is committed.
    public Decision<BatchClosing> beginEndOfDay(UnitOfWork unit, String terminal, Stamp stamp) {
        return devices.terminal(terminal).isEmpty()
                ? Decision.refuse(Reason.NO_SUCH_TERMINAL, "no terminal '" + terminal + "'")
                : batches.begin(unit, terminal, stamp);
    }

    /// Has the terminal close its batch.
    public void run(BatchClosing closing) {
        TerminalDevice device = device(closing.terminal());
        try {
            var _ = device.submit(driver -> {
                closed(closing, driver.endOfDay(TerminalProgress.NONE));
                return learn(device, driver);
            });
        } catch (RejectedExecutionException e) {
            closed(closing, new EndOfDayResult.Refused(-1, "the terminal has too much to do"));
        }
    }

    /// The closing as it stands once it has ended or `atMost` has passed.
    public Optional<BatchClosing> awaitBatch(String id, Duration atMost) throws InterruptedException {
        return bell.await(() -> journal.read(view -> batches.find(view, id)),
                found -> found.isEmpty() || found.get().state() != BatchClosing.State.RUNNING, atMost);
    }

    /// To be called on a terminal's thread when it first answers: asks what it did last, if that is not known.
    public void firstContact(TerminalDevice device) {
        var _ = device.submit(driver -> journal.read(view -> attempts.knowsNumbers(view, device.name()))
                ? Decision.accept(true)
                : learn(device, driver));
    }

    private void pay(TerminalDevice device, CardTerminal driver, Attempt attempt) {
        PaymentResult result;
        try {
            result = driver.pay(new PaymentRequest(attempt.requested()), facts -> durable(attempt, facts),
                    new Shows(attempt.attempt()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the driver of " + device.name() + " failed during a payment", e);
            result = new PaymentResult.Unknown("the driver failed: " + e.getClass().getSimpleName());
        }
        ended(device, attempt, result);
    }

    private boolean durable(Attempt attempt, CardFacts facts) {
        boolean written = journal.commit(unit -> attempts.approved(unit, attempt.attempt(), facts));
        bell.ring();
        return written;
    }

    private void ended(TerminalDevice device, Attempt attempt, PaymentResult result) {
        Attempt now;
        try {
            now = journal.commit(unit -> attempts.ended(unit, attempt.attempt(), result));
        } catch (JournalRefusedException e) {
            LOG.log(Level.ERROR, "the end of attempt " + attempt.attempt() + " is not written yet", e);
            device.later(WRITE_AGAIN, _ -> ended(device, attempt, result));
            return;
        }
        shown.remove(attempt.attempt());
        bell.ring();
        if (now.state() == AttemptState.CHARGED) {
            charged.accept(now.sale());
        }
        if (now.state().needsRecovery()) {
            recover(device);
        }
    }

    private void recover(TerminalDevice device) {
        var backoff = new Backoff();
        device.later(backoff.pause(), driver -> recoveryStep(device, driver, backoff));
    }

    private void recoveryStep(TerminalDevice device, CardTerminal driver, Backoff backoff) {
        try {
            switch (recovery.step(device, driver)) {
                case Recovery.Step.Idle() -> LOG.log(Level.DEBUG, "nothing to recover");
                case Recovery.Step.Resolved(var attempt) -> resolved(attempt);
                case Recovery.Step.Again(var attempt, var detail) -> {
                    shown.put(attempt.attempt(), detail);
                    device.later(backoff.pause(), again -> recoveryStep(device, again, backoff));
                }
            }
        } catch (JournalClosedException e) {
            LOG.log(Level.ERROR, "recovery ends: nothing can be written any more", e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a step of recovery on " + device.name() + " failed", e);
            device.later(backoff.pause(), again -> recoveryStep(device, again, backoff));
        }
    }

    private void resolved(Attempt attempt) {
        shown.remove(attempt.attempt());
        bell.ring();
        if (attempt.state() == AttemptState.CHARGED) {
            charged.accept(attempt.sale());
        }
    }

    private Decision<Boolean> learn(TerminalDevice device, CardTerminal driver) {
        return switch (device.noted(driver.lastReceipt(TerminalProgress.NONE))) {
            case TerminalAnswer.Answered<LastReceipt>(var last) -> journal.commit(unit -> {
                attempts.learned(unit, device.name(), TerminalNumbers.of(last));
                return Decision.accept(true);
            });
            case TerminalAnswer.Refused<LastReceipt>(_, var text) -> notReady(device.name(), text);
            case TerminalAnswer.Unreachable<LastReceipt>(var reason) -> notReady(device.name(), reason);
        };
    }

    private void closed(BatchClosing closing, EndOfDayResult result) {
        var _ = journal.commit(unit -> batches.ended(unit, closing.id(), result));
        bell.ring();
    }

    private static Decision<Boolean> notReady(String terminal, String why) {
        return Decision.refuse(Reason.TERMINAL_NOT_READY,
                "terminal " + terminal + " does not say what its last transaction was: " + why);
    }

    private TerminalDevice device(String name) {
        return devices.terminal(name)
                .orElseThrow(() -> new IllegalStateException("terminal " + name + " is not configured"));
    }

    private final class Shows implements TerminalProgress {
        private final AttemptId attempt;

        Shows(AttemptId attempt) {
            this.attempt = attempt;
        }

        @Override
        public void shows(int code, String text) {
            shown.put(attempt, text);
        }

        @Override
        public void prints(String line) {
            LOG.log(Level.DEBUG, "the terminal prints a line");
        }
    }
}
