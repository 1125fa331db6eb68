package io.tillpost.device.terminal.zvt;

import io.tillpost.device.line.LineOpener;
import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import io.tillpost.device.terminal.TerminalState.Condition;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.card.CardFacts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A card terminal that speaks ZVT. It opens its line and registers when first asked, and again after the line was lost.
/// After any end that is not clear it drops the line and what is still on its way in it, so that nothing of an old dialogue
/// reaches the terminal or a new one.
public final class ZvtTerminal implements CardTerminal {
    private static final Logger LOG = System.getLogger(ZvtTerminal.class.getName());
    /// A terminal that was not heard for this long is asked for its state before a payment is sent to it: if it is gone,
    /// that is known before anything is begun.
    private static final long ASK_AFTER_QUIET_NANOS = 30_000_000_000L;

    private final LineOpener opener;
    private final ZvtConfig config;
    private final LongSupplier nanos;
    private final LastReceipts receipts;
    private final ReentrantLock oneCaller = new ReentrantLock();

    private volatile @Nullable Link link;
    /// How often somebody has wanted something to stop. A call is stopped by the wishes that come after it was made.
    private final AtomicInteger stopWishes = new AtomicInteger();
    private volatile boolean closed;
    private volatile Consumer<EndOfDayResult.Closed> atOwnEndOfDay = _ -> {};
    private @Nullable TerminalIdentity identity;

    /// `monotonicNanos` must never go back; it is used for time-outs only.
    public ZvtTerminal(LineOpener opener, ZvtConfig config, LongSupplier monotonicNanos) {
        this.opener = opener;
        this.config = config;
        this.nanos = monotonicNanos;
        this.receipts = new LastReceipts(config.currency());
    }

    @Override
    public TerminalAnswer<TerminalIdentity> connect() {
        oneCaller.lock();
        try {
            return ready();
        } finally {
            oneCaller.unlock();
        }
    }

    @Override
    public PaymentResult pay(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        return move(MoneyCommand.charge(request.amount()), commit, progress);
    }

    @Override
    public PaymentResult refund(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        return move(MoneyCommand.refund(request.amount(), config), commit, progress);
    }

    @Override
    public PaymentResult reverse(ReversalRequest request, CommitPoint commit, TerminalProgress progress) {
        return move(MoneyCommand.reversal(request, config), commit, progress);
    }

    private PaymentResult move(MoneyCommand command, CommitPoint commit, TerminalProgress progress) {
        if (!command.amount().currency().equals(config.currency())) {
            throw new IllegalArgumentException(
                    "amount " + command.amount() + ", expected " + config.currency());
        }
        int before = stopWishes.get();
        oneCaller.lock();
        try {
            return switch (ready()) {
                case TerminalAnswer.Unreachable(String reason) -> new PaymentResult.NotStarted(reason);
                case TerminalAnswer.Refused(int code, String text) -> new PaymentResult.NotStarted(
                        "registration refused: " + withCode(text, code));
                case TerminalAnswer.Answered<TerminalIdentity> _ when stopWishes.get() != before ->
                    new PaymentResult.NotStarted("stopped before the terminal was asked");
                case TerminalAnswer.Answered<TerminalIdentity> _ ->
                    move(stoppable(connected(), before), command, commit, progress);
            };
        } finally {
            oneCaller.unlock();
        }
    }

    private PaymentResult move(Dialogue dialogue, MoneyCommand command, CommitPoint point,
            TerminalProgress progress) {
        TransactionKind askedBefore = receipts.asking(command.kind());
        try {
            switch (dialogue.start(command.apdu())) {
                case Dialogue.Start.Refused(int code) -> {
                    receipts.asked(askedBefore);
                    forgetIfNotRegistered(code);
                    return refusedAtOnce(command, code);
                }
                case Dialogue.Start.NotDelivered() -> {
                    receipts.asked(askedBefore);
                    dropLine();
                    return new PaymentResult.NotStarted(
                            command.name() + " came damaged at the terminal each time");
                }
                case Dialogue.Start.Silent(String lastStep) -> {
                    dropLine();
                    return new PaymentResult.Unknown(lastStep);
                }
                case Dialogue.Start.Accepted() -> {
                    // It runs.
                }
            }
        } catch (IOException e) {
            dropLine();
            return new PaymentResult.Unknown(
                    command.name() + " sent, then the line was lost: " + e.getMessage());
        }
        PaymentResult result = run(dialogue, command, point, progress);
        if (result instanceof PaymentResult.Declined || result instanceof PaymentResult.Ended
                || result instanceof PaymentResult.NotReversible) {
            receipts.asked(askedBefore);
        }
        if (result instanceof PaymentResult.Ended(int code, _)) {
            forgetIfNotRegistered(code);
        }
        return result;
    }

    /// The two codes that only a reversal is answered with mean the same in an 84 xx.
    private PaymentResult refusedAtOnce(MoneyCommand command, int code) {
        return switch (command.refusedWith(code)) {
            case PaymentResult.NotReversible not -> unlessItsReceiptIsThere(command, not);
            case PaymentResult.Unknown unknown -> unknown;
            default -> new PaymentResult.NotStarted(withCode(ResultCodes.text(code), code));
        };
    }

    /// A charge that cannot be reversed may have been reversed already, as long as the terminal's last receipt says so.
    private PaymentResult unlessItsReceiptIsThere(MoneyCommand command, PaymentResult.NotReversible not) {
        return switch (askLastReceipt(connected(), null, TerminalProgress.NONE)) {
            case TerminalAnswer.Answered<LastReceipt>(LastReceipt.Reversal(_, int original)) when original == command
                    .originalTrace() ->
                new PaymentResult.Unknown("the last receipt is of a reversal of that charge");
            case TerminalAnswer.Answered<LastReceipt> _ -> not;
            default -> new PaymentResult.Unknown(
                    not.text() + ", and the terminal does not say whether it has done it already");
        };
    }

    private PaymentResult run(Dialogue dialogue, MoneyCommand command, CommitPoint point,
            TerminalProgress progress) {
        var commit = new Commit(point, config.timers().commit());
        var payment = new Payment(dialogue, command, commit, progress);
        PaymentStep end = payment.run();
        PaymentResult result = end == PaymentStep.ASK_REVERSAL ? afterRefusal(payment) : payment.result();
        if (result instanceof PaymentResult.NotReversible not) {
            result = unlessItsReceiptIsThere(command, not);
        }
        commit.await();
        CardFacts kept = commit.kept();
        if (kept != null) {
            receipts.approved(command.kind(), kept);
        }
        if (result instanceof PaymentResult.Unknown || result instanceof PaymentResult.ApprovedUnconfirmed) {
            dropLine();
        }
        return result;
    }

    /// A terminal that was answered 84 66 has taken the transaction back only if its last receipt says so. Of a reversal
    /// it need not: whether goods were issued is not asked in one (PA00P015, 2.9), so it may well stand.
    private PaymentResult afterRefusal(Payment payment) {
        CardFacts refused = payment.refused();
        if (refused == null || !(askLastReceipt(connected(), null,
                TerminalProgress.NONE) instanceof TerminalAnswer.Answered<LastReceipt>(LastReceipt.Reversal(var facts, int original)))) {
            return payment.result();
        }
        if (original == refused.trace() && facts.approved().equals(refused.approved())
                && facts.terminalId().equals(refused.terminalId())) {
            return new PaymentResult.Reversed(refused);
        }
        return facts.equals(refused)
                ? new PaymentResult.Unknown("84 66 answered, and this reversal still is the last receipt")
                : payment.result();
    }

    @Override
    public TerminalAnswer<TerminalState> status() {
        oneCaller.lock();
        try {
            return switch (ready()) {
                case TerminalAnswer.Unreachable(String reason) -> new TerminalAnswer.Unreachable<>(reason);
                case TerminalAnswer.Refused(int code, String text) -> busyOrRefused(code, text);
                case TerminalAnswer.Answered<TerminalIdentity> _ -> askStatus(connected());
            };
        } finally {
            oneCaller.unlock();
        }
    }

    /// A terminal may do what is due while it is asked, e.g. its own end of day (PA00P015, 2.56).
    private TerminalAnswer<TerminalState> askStatus(Link link) {
        TerminalIdentity who = identity;
        Ending ending = enquire(link, Commands.statusEnquiry(config), TerminalProgress.NONE);
        if (who != null) {
            Batches.byItself(ending.status(), who).ifPresent(atOwnEndOfDay);
        }
        return switch (ending) {
            case Ending.Refused(int code) -> busyOrRefused(code, ResultCodes.text(code));
            case Ending.GivenUp(int code, _, _) -> busyOrRefused(code, ResultCodes.text(code));
            case Ending.Unheard(String lastStep, _, _) -> unheard(lastStep);
            case Ending.Completed(byte[] data, _, _) when data.length == 0 ->
                unheard("05 01 completed without a status code");
            // The status code is the first byte, because the version was not asked for (PA00P015, 2.56.5).
            case Ending.Completed(byte[] data, _, _) -> {
                forgetIfNotRegistered(data[0] & 0xFF);
                yield new TerminalAnswer.Answered<>(TerminalStatusCodes.state(data[0] & 0xFF));
            }
        };
    }

    private Ending enquire(Link link, Apdu command, TerminalProgress progress) {
        return noted(Ending.of(dialogue(link), command, progress));
    }

    private Ending noted(Ending ending) {
        if (ending instanceof Ending.Refused(int code)) {
            forgetIfNotRegistered(code);
        }
        if (ending instanceof Ending.GivenUp(int code, _, _)) {
            forgetIfNotRegistered(code);
        }
        return ending;
    }

    /// A terminal that says that it is not registered, as after a restart of its own that the line outlived, is registered
    /// with again before anything else is asked of it.
    private void forgetIfNotRegistered(int code) {
        if (code == ResultCodes.NOT_REGISTERED) {
            identity = null;
        }
    }

    private static TerminalAnswer<TerminalState> busyOrRefused(int code, String text) {
        TerminalState state = TerminalStatusCodes.state(code);
        return state.condition() == Condition.BUSY
                ? new TerminalAnswer.Answered<>(state)
                : new TerminalAnswer.Refused<>(code, text);
    }

    @Override
    public TerminalAnswer<LastReceipt> lastReceipt(TerminalProgress progress) {
        return lastReceipt(null, progress);
    }

    @Override
    public TerminalAnswer<LastReceipt> lastReceipt(@Nullable TransactionKind asked,
            TerminalProgress progress) {
        oneCaller.lock();
        try {
            return switch (ready()) {
                case TerminalAnswer.Unreachable(String reason) -> new TerminalAnswer.Unreachable<>(reason);
                case TerminalAnswer.Refused(int code, String text) ->
                    new TerminalAnswer.Refused<>(code, text);
                case TerminalAnswer.Answered<TerminalIdentity> _ ->
                    askLastReceipt(connected(), asked, progress);
            };
        } finally {
            oneCaller.unlock();
        }
    }

    private TerminalAnswer<LastReceipt> askLastReceipt(Link link, @Nullable TransactionKind asked,
            TerminalProgress progress) {
        return switch (enquire(link, Commands.repeatReceipt(config), progress)) {
            case Ending.Refused(int code) -> new TerminalAnswer.Refused<>(code, ResultCodes.text(code));
            case Ending.GivenUp(int code, _, boolean heardAll) when heardAll -> LastReceipts.withheld(code);
            case Ending.GivenUp _ ->
                unheard("06 1E received, but the last receipt may have been lost before it");
            case Ending.Unheard(String lastStep, _, _) -> unheard(lastStep);
            // Not "nothing stored": that could prove that a card was not charged.
            case Ending.Completed(_, var status, boolean heardAll) when status == null && !heardAll ->
                unheard("06 0F received, but the last receipt may have been lost before it");
            case Ending.Completed(_, var status, _) -> receipts.read(status, asked);
        };
    }

    @Override
    public EndOfDayResult endOfDay(TerminalProgress progress) {
        int before = stopWishes.get();
        oneCaller.lock();
        try {
            return switch (ready()) {
                case TerminalAnswer.Unreachable(String reason) -> new EndOfDayResult.Refused(-1, reason);
                case TerminalAnswer.Refused(int code, String text) -> new EndOfDayResult.Refused(code, text);
                case TerminalAnswer.Answered(TerminalIdentity who) -> {
                    Ending ending = noted(Ending.of(stoppable(connected(), before),
                            Commands.endOfDay(config), progress));
                    if (ending instanceof Ending.Unheard) {
                        dropLine();
                    }
                    yield Batches.result(ending, who);
                }
            };
        } finally {
            oneCaller.unlock();
        }
    }

    /// While money moves or a batch is closed, that call's thread tells the terminal; while nothing runs, it is told here. An
    /// enquiry is over at once and is not stopped.
    @Override
    public void abort() {
        var _ = stopWishes.incrementAndGet();
        if (!oneCaller.tryLock()) {
            return;
        }
        try {
            Link open = open();
            var _ = dialogue(open).start(Commands.abort());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "06 B0 not sent: {0}", e.getMessage());
            dropLine();
        } finally {
            oneCaller.unlock();
        }
    }

    @Override
    public void whenItClosesItsBatch(Consumer<EndOfDayResult.Closed> listener) {
        atOwnEndOfDay = listener;
    }

    @Override
    public void close() {
        closed = true;
        Link open = link;
        if (open != null && oneCaller.isLocked()) {
            open.abandon();
        } else if (open != null) {
            open.close();
        }
    }

    /// Registered with a terminal that is there.
    private TerminalAnswer<TerminalIdentity> ready() {
        TerminalIdentity known = identity;
        // A terminal that is there may just have said that it does not know this till.
        if (known != null && link != null && isStillThere(connected()) && identity != null) {
            return new TerminalAnswer.Answered<>(known);
        }
        try {
            return register(open());
        } catch (IOException e) {
            dropLine();
            return new TerminalAnswer.Unreachable<>(String.valueOf(e.getMessage()));
        }
    }

    private boolean isStillThere(Link link) {
        try {
            link.drain();
            boolean quiet = nanos.getAsLong() - link.lastHeardNanos() >= ASK_AFTER_QUIET_NANOS;
            if (!quiet || !(askStatus(link) instanceof TerminalAnswer.Unreachable)) {
                return true;
            }
        } catch (IOException e) {
            LOG.log(Level.INFO, "line lost while idle: {0}", e.getMessage());
        }
        dropLine();
        return false;
    }

    private Link open() throws IOException {
        if (closed) {
            throw new IOException("the terminal's driver is closed");
        }
        Link open = link;
        if (open == null) {
            open = new Link(opener.open(), config, nanos);
            link = open;
        }
        open.drain();
        return open;
    }

    private TerminalAnswer<TerminalIdentity> register(Link link) {
        return switch (Ending.of(dialogue(link), Commands.registration(config),
                TerminalProgress.NONE)) {
            case Ending.Refused(int code) -> new TerminalAnswer.Refused<>(code, ResultCodes.text(code));
            case Ending.GivenUp(int code, _, _) ->
                new TerminalAnswer.Refused<>(code, ResultCodes.text(code));
            case Ending.Unheard(String lastStep, _, _) -> unheard(lastStep);
            case Ending.Completed(byte[] data, _, _) -> {
                try {
                    TerminalIdentity who = Registration.identity(data, config.currency());
                    identity = who;
                    yield new TerminalAnswer.Answered<>(who);
                } catch (IllegalArgumentException e) {
                    yield unheard("06 0F after 06 00 cannot be read: " + e.getMessage());
                }
            }
        };
    }

    private <T> TerminalAnswer<T> unheard(String lastStep) {
        Link heard = link;
        String noise = heard == null ? "" : heard.noise();
        dropLine();
        return new TerminalAnswer.Unreachable<>(noise.isEmpty()
                ? lastStep
                : lastStep + "; bytes that are no ZVT frame came (" + noise
                        + "): wrong baud rate, wiring or protocol?");
    }

    private void dropLine() {
        Link lost = link;
        link = null;
        identity = null;
        if (lost != null) {
            lost.abandon();
        }
    }

    private Link connected() {
        return java.util.Objects.requireNonNull(link, "link");
    }

    /// Of a command that [#abort()] is for.
    private Dialogue stoppable(Link link, int wishesBefore) {
        return new Dialogue(link, config.timers(), nanos, () -> stopWishes.get() - wishesBefore);
    }

    /// Of any other: it ends by itself, and a stop that was meant for something else must not follow it.
    private Dialogue dialogue(Link link) {
        return new Dialogue(link, config.timers(), nanos, () -> 0);
    }

    private static String withCode(String text, int code) {
        return text + String.format(" (%02X)", code);
    }
}
