package io.tillpost.edge.payment;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.edge.device.TerminalDevice;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.failpoint.Failpoints;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/// Takes a durable attempt through its terminal, on the terminal's thread, and has whatever is not known found out.
final class AttemptRunner {
    private static final Logger LOG = System.getLogger(AttemptRunner.class.getName());
    /// A full disk is not freed faster.
    static final Duration WRITE_AGAIN = Duration.ofSeconds(1);
    /// When tills hear that a person may be asked; a little late rather than early.
    private static final Duration TIME_TO_ATTEST = Attestations.TRIED_FOR.plusSeconds(1);

    private final Journal journal;
    private final Attempts attempts;
    private final Recovery recovery;
    private final Notices notices;
    private final Failpoints failpoints;
    /// Attempts that somebody wants to stop and that have not ended.
    private final Set<AttemptId> stopped = ConcurrentHashMap.newKeySet();
    /// Terminal -> the pace of its recovery, which is also what tells it from an older one.
    private final Map<String, Backoff> recoveries = new ConcurrentHashMap<>();

    AttemptRunner(Journal journal, Attempts attempts, Recovery recovery, Notices notices,
            Failpoints failpoints) {
        this.journal = journal;
        this.attempts = attempts;
        this.recovery = recovery;
        this.notices = notices;
        this.failpoints = failpoints;
    }

    /// Has the terminal stop this attempt, or never hear of it. The terminal itself cannot know whether a wish that comes before
    /// the attempt is of this one.
    void stop(TerminalDevice device, Attempt attempt) {
        stopped.add(attempt.attempt());
        device.abort();
    }

    void run(TerminalDevice device, Attempt attempt) {
        notices.changed(attempt);
        try {
            var _ = device.submit(driver -> {
                ended(device, attempt, result(device, driver, attempt));
                return true;
            });
        } catch (RejectedExecutionException e) {
            ended(device, attempt, new PaymentResult.NotStarted("the terminal has too much to do"));
        }
    }

    private PaymentResult result(TerminalDevice device, CardTerminal driver, Attempt attempt) {
        if (stopped.contains(attempt.attempt())) {
            return new PaymentResult.NotStarted("stopped before the terminal was asked");
        }
        try {
            if (!meet(device, driver)) {
                // What it did last proves nothing of this attempt, and what it would take back is another customer's.
                return new PaymentResult.NotStarted("another terminal answers in the place of "
                        + device.name() + ": try again");
            }
            if (!journal.read(view -> attempts.mayTakeBack(view, attempt))) {
                return new PaymentResult.NotStarted(
                        "what " + device.name() + " did last is not known any more");
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "who answers as " + device.name() + " is not known", e);
            return new PaymentResult.NotStarted("who answers could not be found out or noted");
        }
        try {
            return send(driver, attempt, facts -> durable(attempt, facts), new Shows(attempt.attempt()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the driver of " + device.name() + " failed during a payment", e);
            return new PaymentResult.Unknown("the driver failed: " + e.getClass().getSimpleName());
        }
    }

    /// Notes who answers. False if another terminal did before, of which nothing that is known holds any more.
    boolean meet(TerminalDevice device, CardTerminal driver) {
        if (!(device.noted(driver.connect()) instanceof TerminalAnswer.Answered<TerminalIdentity>(var who))
                || who.terminalId().isEmpty()
                || journal.read(view -> attempts.answeredLast(view, device.name(), who.terminalId()))) {
            return true;
        }
        boolean same = journal.commit(unit -> attempts.answers(unit, device.name(), who.terminalId()));
        if (!same) {
            LOG.log(Level.WARNING, "{0} is terminal {1} now, it was another one", device.name(),
                    who.terminalId());
        }
        return same;
    }

    private static PaymentResult send(CardTerminal driver, Attempt attempt, CommitPoint commit,
            TerminalProgress progress) {
        return switch (attempt.kind()) {
            case CHARGE -> driver.pay(new PaymentRequest(attempt.requested()), commit, progress);
            case REFUND -> driver.refund(new PaymentRequest(attempt.requested()), commit, progress);
            case REVERSAL -> driver.reverse(new ReversalRequest(attempt.before().receiptNumber(),
                    attempt.before().trace(), attempt.requested()), commit, progress);
        };
    }

    private boolean durable(Attempt attempt, CardFacts facts) {
        failpoints.reached("payment.after-approval");
        boolean written = journal.commit(unit -> attempts.approved(unit, attempt.attempt(), facts));
        notices.ring();
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
        stopped.remove(attempt.attempt());
        tell(now);
        if (now.state().needsRecovery()) {
            recover(device, now.attempt());
        } else {
            next(device);
        }
    }

    /// Begins to find out what became of an attempt, anew if that is going on already.
    void recover(TerminalDevice device, AttemptId attempt) {
        var backoff = new Backoff();
        recoveries.put(device.name(), backoff);
        device.later(backoff.pause(), driver -> step(device, driver, backoff));
        device.later(TIME_TO_ATTEST, _ -> notices.progressed(attempt));
    }

    private void step(TerminalDevice device, CardTerminal driver, Backoff backoff) {
        if (recoveries.get(device.name()) != backoff) {
            return;
        }
        try {
            if (ask(device, driver) instanceof Recovery.Step.Again) {
                device.later(backoff.pause(), again -> step(device, again, backoff));
            }
        } catch (JournalClosedException e) {
            LOG.log(Level.ERROR, "recovery ends: nothing can be written any more", e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a step of recovery on " + device.name() + " failed", e);
            device.later(backoff.pause(), again -> step(device, again, backoff));
        }
    }

    /// One question to the terminal about the attempt that it may prove.
    Recovery.Step ask(TerminalDevice device, CardTerminal driver) {
        Recovery.Step step = recovery.step(device, driver);
        switch (step) {
            case Recovery.Step.Idle() -> next(device);
            case Recovery.Step.Again(var attempt, var detail, _) -> notices.shows(attempt.attempt(), detail);
            case Recovery.Step.Proven(var attempt) -> {
                tell(attempt);
                next(device);
            }
        }
        return step;
    }

    /// It is in this state now.
    void tell(Attempt now) {
        if (journal.read(view -> attempts.wentOn(view, now))) {
            notices.moved(now);
        }
        journal.read(view -> attempts.toSignAfter(view, now)).forEach(notices::moved);
        notices.changed(now);
    }

    /// The terminal's place may be free: an attempt that was forgotten and waits for it is found out about from now on.
    void next(TerminalDevice device) {
        try {
            journal.read(view -> attempts.nextOn(view, device.name()))
                    .flatMap(waiting -> journal.commit(unit -> attempts.takenOver(unit, waiting.attempt())))
                    .ifPresent(taken -> recover(device, taken.attempt()));
        } catch (JournalRefusedException e) {
            LOG.log(Level.ERROR, "a forgotten attempt on " + device.name() + " is not taken over yet", e);
            device.later(WRITE_AGAIN, _ -> next(device));
        }
    }

    private final class Shows implements TerminalProgress {
        private final AttemptId attempt;

        Shows(AttemptId attempt) {
            this.attempt = attempt;
        }

        @Override
        public void shows(int code, String text) {
            notices.shows(attempt, text);
        }

        @Override
        public void prints(String line) {
            LOG.log(Level.DEBUG, "the terminal prints a line");
        }
    }
}
