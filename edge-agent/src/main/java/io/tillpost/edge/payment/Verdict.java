package io.tillpost.edge.payment;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.PaymentResolved.Evidence;

/// What the last receipt of a terminal at rest proves of an attempt. It may be an earlier customer's, so it proves nothing
/// unless everything agrees (ZVT PA00P015, 4.2).
///
/// | last receipt | of a charge | of a refund | of a reversal |
/// |---|---|---|---|
/// | still the one from before, of the same terminal | not moved | not moved | not moved |
/// | nothing, as before, of the same terminal, no approval written | not moved | not moved | not moved |
/// | a new charge that agrees | moved | - | - |
/// | a new refund that agrees | - | moved | - |
/// | a new reversal that agrees | taken back, if it names this charge | taken back, if it names this written refund | moved, if it names the charge |
/// | the very next one, and that was declined; no approval written | not moved | not moved | not moved |
/// | an end of day that was not there before, nothing any more, or anything else | - | - | - |
///
/// A terminal at rest whose last transaction was declined with the trace number right after the one from before has done none
/// in between that moved money: it would have had that number. A failure of another kind, or with another number, may be the
/// end of what a terminal did after an approval. What the terminal will not say proves nothing, not even if it would not say it
/// before.
///
/// To agree is to have both numbers new, currency and amount equal, and the TID of who answers now and of who had the receipt
/// from before: another terminal in its place has other customers. An approval that was written must be that very transaction,
/// and tells by itself who did it.
sealed interface Verdict {
    /// The money moved.
    record Moved(CardFacts facts) implements Verdict {}

    /// The money did not move, or the movement was taken back. `now` is what the terminal holds last.
    record NotMoved(Evidence evidence, TerminalNumbers now) implements Verdict {}

    /// Nothing is proven; never guessed.
    record Undecided(String detail) implements Verdict {}

    /// Judges by what the terminal says now.
    ///
    /// @param terminalId who answers now, empty if it does not say
    static Verdict of(Attempt attempt, String terminalId, LastReceipt last) {
        TerminalNumbers now = TerminalNumbers.of(last, terminalId);
        // An approval that was written was stored once: a terminal that stores nothing has lost it, whatever became of it.
        boolean wiped = last instanceof LastReceipt.Nothing && attempt.facts() != null;
        if (!wiped && now.areStill(attempt.before())) {
            return new NotMoved(Evidence.IDLE_WITH_OLD_RECEIPT, now);
        }
        return switch (last) {
            case LastReceipt.Nothing() ->
                new Undecided("terminal " + terminalId + " stores no receipt, expected "
                        + (wiped ? "that of the approval" : attempt.before() + " or a new one"));
            case LastReceipt.EndOfDay(int trace) -> new Undecided("the last receipt of terminal " + terminalId
                    + " is that of an end of day, trace " + trace + ", expected " + attempt.before()
                    + " or a new one");
            case LastReceipt.Failed failed -> failed(attempt, now, failed);
            case LastReceipt.Unnamed(int trace) -> new Undecided("terminal " + terminalId
                    + " does not say of what its last receipt is, trace " + trace);
            case LastReceipt.Withheld(int code) -> new Undecided(String.format(
                    "terminal %s does not say what its last transaction was (%02X)", terminalId, code));
            case LastReceipt.Charge(var facts) -> switch (attempt.kind()) {
                case CHARGE -> movedIf(agrees(attempt, terminalId, facts) && isWritten(attempt, facts),
                        attempt, facts);
                case REFUND, REVERSAL -> differs(attempt, facts);
            };
            case LastReceipt.Refund(var facts) -> switch (attempt.kind()) {
                case REFUND -> movedIf(agrees(attempt, terminalId, facts) && isWritten(attempt, facts),
                        attempt, facts);
                case CHARGE, REVERSAL -> differs(attempt, facts);
            };
            case LastReceipt.Reversal(var facts, int of) -> agrees(attempt, terminalId, facts)
                    ? reversal(attempt, facts, of)
                    : differs(attempt, facts);
        };
    }

    private static Verdict failed(Attempt attempt, TerminalNumbers now, LastReceipt.Failed failed) {
        String who = attempt.before().terminalId();
        boolean sameTerminal = who != null && !who.isEmpty() && who.equals(now.terminalId());
        return sameTerminal && failed.declined() && attempt.facts() == null
                && now.followsDirectly(attempt.before())
                        ? new NotMoved(Evidence.REPEAT_RECEIPT, now)
                        : new Undecided(String.format("the last transaction of the terminal failed (%02X),"
                                + " trace %d, expected %s or a new one", failed.code(), failed.trace(),
                                attempt.before()));
    }

    private static Verdict reversal(Attempt attempt, CardFacts facts, int originalTrace) {
        CardFacts written = attempt.facts();
        return switch (attempt.kind()) {
            case CHARGE -> takenBackIf(written == null
                    ? originalTrace != attempt.before().trace()
                    : originalTrace == written.trace(), attempt, facts);
            // Without its numbers a refund cannot be told from a payment of the same amount that somebody reversed.
            case REFUND -> takenBackIf(written != null && originalTrace == written.trace(), attempt, facts);
            case REVERSAL -> movedIf(originalTrace == attempt.before().trace() && isWritten(attempt, facts),
                    attempt, facts);
        };
    }

    private static Verdict movedIf(boolean proven, Attempt attempt, CardFacts facts) {
        return proven ? new Moved(facts) : differs(attempt, facts);
    }

    private static Verdict takenBackIf(boolean proven, Attempt attempt, CardFacts facts) {
        return proven
                ? new NotMoved(Evidence.REVERSAL, TerminalNumbers.of(facts))
                : differs(attempt, facts);
    }

    private static boolean agrees(Attempt attempt, String terminalId, CardFacts facts) {
        return isNew(attempt, facts)
                && attempt.agreesInAmount(facts)
                && (terminalId.isEmpty() || facts.terminalId().equals(terminalId))
                && (attempt.facts() != null || !attempt.before().areOfAnother(facts.terminalId()));
    }

    /// Of a written approval the numbers tell by themselves.
    private static boolean isNew(Attempt attempt, CardFacts facts) {
        return TerminalNumbers.of(facts).areNewAfter(attempt.before())
                || (attempt.before().untold() && attempt.facts() != null);
    }

    /// Whether it is the approval that was written, if one was.
    private static boolean isWritten(Attempt attempt, CardFacts facts) {
        CardFacts written = attempt.facts();
        return written == null
                || TerminalNumbers.of(written).equals(TerminalNumbers.of(facts));
    }

    private static Verdict differs(Attempt attempt, CardFacts facts) {
        return new Undecided("the last receipt is " + TerminalNumbers.of(facts) + " of terminal "
                + facts.terminalId() + " over " + facts.approved() + ", expected a new one of a "
                + attempt.kind() + " over " + attempt.requested());
    }
}
