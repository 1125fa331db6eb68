package io.tillpost.edge.payment;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.TerminalDevice;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Orders.Order;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Moves money between cards and the store: an attempt is durable before the terminal hears of it, an approval before the
/// terminal hears that the till has it, and whatever is not known is found out, or attested by a person. Safe for use by
/// all threads.
public final class CardPayments {
    private static final Logger LOG = System.getLogger(CardPayments.class.getName());
    /// A terminal that is there says in well under a second what its last transaction was.
    private static final Duration READY_WITHIN = Duration.ofSeconds(10);

    private final Journal journal;
    private final Devices devices;
    private final Orders orders;
    private final AttemptBook book = new AttemptBook();
    private final TerminalMemory memory = new TerminalMemory();
    private final Attempts attempts;
    private final Attestations attestations;
    private final Batches batches;
    private final Notices notices;
    private final AttemptRunner runner;

    /// Hears of attempts, after it is durable, on any thread; must return at once.
    @FunctionalInterface
    public interface Listener {
        /// The money of an attempt moved, or one that ended let what came late count: its sale or refund went on and may be
        /// completed, or wait for a signature. One that waits for its signature may be told of more than once.
        void moved(Attempt attempt);

        /// Its state changed, or what its terminal shows, or that it may be attested. The moment between an approval and its
        /// confirmation is not told of: the terminal waits in it.
        default void changed(AttemptId attempt) {}
    }

    public CardPayments(Journal journal, Devices devices, Sales sales, Refunds refunds, Clock clock,
            IdSource ids, Listener listener) {
        this(journal, devices, sales, refunds, clock, ids, listener, Failpoints.NONE);
    }

    /// Likewise, for a test of faults.
    public CardPayments(Journal journal, Devices devices, Sales sales, Refunds refunds, Clock clock,
            IdSource ids, Listener listener, Failpoints failpoints) {
        this.journal = journal;
        this.devices = devices;
        this.orders = new Orders(book, memory, sales, refunds);
        var owners = new Owners(book, sales, refunds);
        this.attempts = new Attempts(book, memory, owners, clock, ids);
        this.attestations = new Attestations(book, memory, owners, attempts, clock);
        this.batches = new Batches(book, memory, ids);
        this.notices = new Notices(listener);
        this.runner = new AttemptRunner(journal, attempts, new Recovery(journal, book, attempts), notices,
                failpoints);
    }

    /// Takes up what the last run of the agent left open. To be called before anything else.
    public void resume() {
        for (Attempt attempt : journal.read(book::unresolved)) {
            var _ = journal.commit(unit -> attempts.interrupted(unit, attempt.attempt()));
        }
        leave();
        for (Attempt attempt : journal.read(book::forgotten)) {
            var _ = journal.commit(unit -> attempts.takenOver(unit, attempt.attempt()));
        }
        for (String closing : journal.read(batches::running)) {
            var _ = journal.commit(unit -> batches.ended(unit, closing,
                    new EndOfDayResult.Unknown("the agent stopped during the end of day")));
        }
        for (Attempt attempt : journal.read(book::toProve)) {
            devices.terminal(attempt.terminal())
                    .ifPresentOrElse(device -> runner.recover(device, attempt.attempt()), () -> LOG.log(
                            Level.ERROR,
                            "attempt {0} is unresolved on terminal {1}, which is not configured any more",
                            attempt.attempt(), attempt.terminal()));
        }
    }

    /// To be called, at any time, after this box was told of events that it had forgotten: attempts among them whose end is
    /// not known are looked after from now on, and terminals are asked what they did last.
    public void takeOver() {
        leave();
        for (Attempt attempt : journal.read(book::forgotten)) {
            Optional<Attempt> now = journal.commit(unit -> attempts.takenOver(unit, attempt.attempt()));
            now.flatMap(taken -> devices.terminal(taken.terminal()))
                    .ifPresent(device -> runner.recover(device, attempt.attempt()));
        }
        journal.commit(attempts::settleLate).forEach(runner::tell);
        for (TerminalDevice device : devices.terminals()) {
            var _ = journal.commit(unit -> {
                attempts.forgot(unit, device.name());
                return true;
            });
            try {
                firstContact(device);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "terminal {0} is asked before its next payment", device.name());
            }
        }
    }

    /// The same once head office has told all that it knows: until then a terminal's last receipt may be of a transaction of
    /// which this box knows nothing.
    public void told() {
        var _ = journal.commit(unit -> {
            book.trust(unit);
            return true;
        });
        takeOver();
    }

    private void leave() {
        for (Attempt attempt : journal.read(book::unresolved)) {
            var _ = journal.commit(unit -> attempts.left(unit, attempt.attempt()));
        }
    }

    /// Has the terminal say what its last transaction was, if that is not known; waits for it for some seconds. To be
    /// called before [#begin], outside any unit of work.
    public Decision<Boolean> prepare(String terminal) throws InterruptedException {
        Optional<TerminalDevice> device = devices.terminal(terminal);
        if (device.isEmpty()) {
            return Decision.refuse(Reason.NO_SUCH_TERMINAL, "no terminal '" + terminal + "'");
        }
        boolean pending = journal.read(view -> attempts.waitingOn(view, terminal)).isPresent();
        if (pending || journal.read(view -> memory.knows(view, terminal))) {
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

    /// Writes down an attempt to charge a card for a sale; [#run] has to follow once the unit is committed.
    ///
    /// @param amount absent: what remains of the sale
    public Decision<Attempt> begin(UnitOfWork unit, SaleId sale, String terminal, @Nullable Money amount,
            Cause cause) {
        return free(unit, terminal).then(_ -> orders.payment(unit, sale, terminal, amount))
                .then(order -> attempts.begin(unit, order, cause));
    }

    /// The same for a refund that goes to a card, any card, as a transaction of its own. [#prepare] the terminal before.
    public Decision<Attempt> beginRefund(UnitOfWork unit, RefundId refund, String terminal, Cause cause) {
        return free(unit, terminal).then(_ -> orders.payOut(unit, refund, terminal))
                .then(order -> attempts.begin(unit, order, cause));
    }

    /// The same for a refund that takes a whole charge back, on the terminal that charged: only if that charge is the last
    /// thing it did in its open batch.
    public Decision<Attempt> beginReversal(UnitOfWork unit, RefundId refund, Cause cause) {
        return orders.takeBack(unit, refund).then(order -> beginHere(unit, order, cause));
    }

    /// The same for a card tender of a sale that is not completed. Where the terminal cannot take that charge back any more,
    /// the amount goes back as a refund of its own, which the attempt's kind says. [#prepare] the terminal before.
    ///
    /// @param tender its place among the sale's tenders, from 0
    public Decision<Attempt> beginGiveBack(UnitOfWork unit, SaleId sale, int tender, Cause cause) {
        return orders.giveBack(unit, sale, tender).then(order -> beginHere(unit, order, cause));
    }

    private Decision<Attempt> beginHere(UnitOfWork unit, Order order, Cause cause) {
        return free(unit, order.terminal()).then(_ -> attempts.begin(unit, order, cause));
    }

    private Decision<Boolean> free(View view, String terminal) {
        return batches.notClosing(view, terminal).then(_ -> attempts.free(view, terminal));
    }

    /// Sends a durable attempt to its terminal.
    public void run(Attempt attempt) {
        runner.run(device(attempt.terminal()), attempt);
    }

    /// Has recovery ask the terminal about an attempt anew, soon, where the terminal may prove more than is known. Returns
    /// whether it does: not while the attempt's own dialogue runs, nor once it is proven, nor without its terminal.
    public boolean recoverNow(Attempt attempt) {
        var device = devices.terminal(attempt.terminal());
        boolean may = attempt.state().canBeProven() && device.isPresent();
        if (may) {
            runner.recover(device.get(), attempt.attempt());
        }
        return may;
    }

    /// Whether recovery has tried long enough for a person to be asked what the terminal shows.
    public boolean mayAttest(Attempt attempt) {
        return attestations.mayAttest(attempt);
    }

    /// Writes down what the terminal shows, as a person says; [#attested] has to follow once the unit is committed. The sale
    /// or refund goes on accordingly and the terminal is free, but evidence still counts when it comes.
    public Decision<Attempt> attest(UnitOfWork unit, AttemptId id, boolean moved, Cause cause) {
        return attestations.attest(unit, id, moved, cause);
    }

    /// Tells whoever waits that a durable attestation lets things go on.
    public void attested(Attempt attempt) {
        runner.tell(attempt);
        devices.terminal(attempt.terminal()).ifPresent(runner::next);
    }

    /// Asks the terminal to stop. What comes of it is the attempt's own result.
    public void abort(Attempt attempt) {
        if (attempt.state() == AttemptState.STARTED) {
            runner.stop(device(attempt.terminal()), attempt);
        }
    }

    /// An attempt, if there is one.
    public Optional<Attempt> find(View view, AttemptId id) {
        return book.find(view, id);
    }

    /// The attempts of which it is not known what became of the money, and those that run.
    public List<Attempt> unresolved(View view) {
        return book.unresolved(view);
    }

    /// The attempt as it stands once it is resolved or `atMost` has passed.
    public Optional<Attempt> await(AttemptId id, Duration atMost) throws InterruptedException {
        return notices.await(() -> journal.read(view -> book.find(view, id)),
                found -> found.isEmpty() || found.get().state().resolved(), atMost);
    }

    /// What the terminal shows for a running attempt, empty if nothing.
    public String shown(AttemptId id) {
        return notices.shown(id);
    }

    /// Notes that a terminal is to close its batch; [#run(BatchClosing)] has to follow once the unit is committed.
    public Decision<BatchClosing> beginEndOfDay(UnitOfWork unit, String terminal, Stamp stamp) {
        return devices.terminal(terminal).isEmpty()
                ? Decision.refuse(Reason.NO_SUCH_TERMINAL, "no terminal '" + terminal + "'")
                : attempts.free(unit, terminal).then(_ -> batches.begin(unit, terminal, stamp));
    }

    /// Has the terminal close its batch.
    public void run(BatchClosing closing) {
        TerminalDevice device = device(closing.terminal());
        try {
            var _ = device.submit(driver -> {
                closed(device, driver, closing, endOfDay(device, driver));
                return true;
            });
        } catch (RejectedExecutionException e) {
            var refused = new EndOfDayResult.Refused(-1, "the terminal has too much to do");
            if (!isWritten(closing, refused)) {
                device.later(AttemptRunner.WRITE_AGAIN, driver -> closed(device, driver, closing, refused));
            }
        }
    }

    private static EndOfDayResult endOfDay(TerminalDevice device, CardTerminal driver) {
        try {
            return driver.endOfDay(TerminalProgress.NONE);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the driver of " + device.name() + " failed during an end of day", e);
            return new EndOfDayResult.Unknown("the driver failed: " + e.getClass().getSimpleName());
        }
    }

    /// Until the journal takes it: nothing else frees the terminal, and nobody asks it again what its batch came to.
    private void closed(TerminalDevice device, CardTerminal driver, BatchClosing closing,
            EndOfDayResult result) {
        if (isWritten(closing, result)) {
            var _ = learn(device, driver);
        } else {
            device.later(AttemptRunner.WRITE_AGAIN, again -> closed(device, again, closing, result));
        }
    }

    private boolean isWritten(BatchClosing closing, EndOfDayResult result) {
        try {
            var _ = journal.commit(unit -> batches.ended(unit, closing.id(), result));
        } catch (JournalRefusedException e) {
            LOG.log(Level.ERROR, "the end of day " + closing.id() + " on " + closing.terminal()
                    + " is not written yet", e);
            return false;
        }
        notices.ring();
        return true;
    }

    /// Writes down, from now on, what batches terminals close by themselves.
    ///
    /// @param stamps the envelope of what a terminal does of its own
    public void watchBatches(BiFunction<View, String, Stamp> stamps) {
        for (TerminalDevice device : devices.terminals()) {
            device.whenItClosesItsBatch(closed -> closedByItself(device, closed, stamps));
        }
    }

    private void closedByItself(TerminalDevice device, EndOfDayResult.Closed closed,
            BiFunction<View, String, Stamp> stamps) {
        try {
            boolean news = journal.commit(unit -> batches.closedByItself(unit, device.name(),
                    stamps.apply(unit, device.name()), closed));
            if (news) {
                device.later(Duration.ZERO, driver -> learn(device, driver));
            }
        } catch (JournalRefusedException e) {
            LOG.log(Level.ERROR, "that " + device.name() + " closed its batch is not written yet", e);
            device.later(AttemptRunner.WRITE_AGAIN, _ -> closedByItself(device, closed, stamps));
        }
    }

    /// The closing as it stands once it has ended or `atMost` has passed.
    public Optional<BatchClosing> awaitBatch(String id, Duration atMost) throws InterruptedException {
        return notices.await(() -> journal.read(view -> batches.find(view, id)),
                found -> found.isEmpty() || found.get().state() != BatchClosing.State.RUNNING, atMost);
    }

    /// To be called on a terminal's thread when it first answers: asks what it did last, if that is not known, or if it is not
    /// the one that was there before.
    public void firstContact(TerminalDevice device) {
        var _ = device.submit(driver -> {
            runner.meet(device, driver);
            return journal.read(view -> memory.knows(view, device.name()))
                    ? Decision.accept(true)
                    : learn(device, driver);
        });
    }

    private Decision<Boolean> learn(TerminalDevice device, CardTerminal driver) {
        return lastProof(device, driver).then(_ -> learnAnew(device, driver));
    }

    private Decision<Boolean> learnAnew(TerminalDevice device, CardTerminal driver) {
        return switch (device.noted(driver.connect())) {
            case TerminalAnswer.Answered<TerminalIdentity>(var who) ->
                learn(device, driver, who.terminalId());
            case TerminalAnswer.Refused<TerminalIdentity>(_, var text) -> notReady(device.name(), text);
            case TerminalAnswer.Unreachable<TerminalIdentity>(var reason) -> notReady(device.name(), reason);
        };
    }

    private Decision<Boolean> learn(TerminalDevice device, CardTerminal driver, String terminalId) {
        return switch (device.noted(driver.lastReceipt(TerminalProgress.NONE))) {
            case TerminalAnswer.Answered<LastReceipt>(var last) -> journal.commit(unit -> {
                attempts.learned(unit, device.name(), TerminalNumbers.of(last, terminalId));
                return Decision.accept(true);
            });
            case TerminalAnswer.Refused<LastReceipt>(_, var text) -> notReady(device.name(), text);
            case TerminalAnswer.Unreachable<LastReceipt>(var reason) -> notReady(device.name(), reason);
        };
    }

    /// What the next transaction would wipe out may prove an attested attempt: it is heard once more before that, at rest. What
    /// is learned unheard would be known for ever as that of a time before, and prove nothing.
    private Decision<Boolean> lastProof(TerminalDevice device, CardTerminal driver) {
        if (journal.read(view -> book.attestedOn(view, device.name())).isEmpty()) {
            return Decision.accept(true);
        }
        return runner.ask(device, driver) instanceof Recovery.Step.Again(_, var why, boolean heard) && !heard
                ? notReady(device.name(), why)
                : Decision.accept(true);
    }

    private static Decision<Boolean> notReady(String terminal, String why) {
        return Decision.refuse(Reason.TERMINAL_NOT_READY,
                "terminal " + terminal + " does not say what its last transaction was: " + why);
    }

    private TerminalDevice device(String name) {
        return devices.terminal(name)
                .orElseThrow(() -> new IllegalStateException("terminal " + name + " is not configured"));
    }
}
