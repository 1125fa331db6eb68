package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends one lane, stop and wait: one batch is under way, the next is cut meanwhile. What head office has is what the
/// journal's cursor says; acknowledgements only advance it, and only a welcome takes it back. Used by one thread.
final class LaneSender {
    static final long NEVER = Long.MAX_VALUE;
    /// A bad line damages one message, not five.
    private static final int REFUSED_ALONE_MAX = 5;
    /// A message gets lost now and then; a batch that was sent so often was not.
    private static final int UNANSWERED = 3;

    private final Lane lane;
    private final Outbox outbox;
    private final Wire wire;
    private final Incidents incidents;
    private final IdSource ids;
    private final HeadSigner signer;
    private final Failpoints failpoints;
    private final RoundTrip roundTrip;
    private final LaneReunion reunion;
    private final Runnable greet;

    private LaneState state = LaneState.UNWELCOMED;
    private JournalKey journal;
    private long ackedSeq;
    private Credit credit = Credit.DEFAULT;
    /// Halved when a batch arrives damaged, back to the credit's when one is acknowledged.
    private int eventsMax = Integer.MAX_VALUE;
    /// How often in a row head office has refused a single row.
    private int refusedAlone;
    private long notBeforeNanos;
    private boolean mayHaveRows = true;
    private @Nullable Flight flight;
    private @Nullable Batch prepared;
    private @Nullable String stoppedBecause;
    private long newestEpoch;
    /// Whether an incident of this lane may be open.
    private boolean unsettled = true;

    /// @param greet asks for a hello
    /// @param failpoints [Failpoints#NONE] but in a test of faults
    LaneSender(Lane lane, Story story, Speaker speaker, Timings timings, IdSource ids, LaneReunion reunion,
            Runnable greet, Failpoints failpoints) {
        this.reunion = reunion;
        this.greet = greet;
        this.failpoints = failpoints;
        this.lane = lane;
        this.outbox = story.outbox();
        this.incidents = story.incidents();
        this.wire = speaker.wire();
        this.signer = speaker.signer();
        this.ids = ids;
        this.roundTrip = new RoundTrip(timings);
        LaneHead head = outbox.head(lane);
        this.journal = head.journal();
        this.ackedSeq = head.ackedSeq();
    }

    LaneHead head() {
        return outbox.head(lane);
    }

    Lane lane() {
        return lane;
    }

    LaneState state() {
        return state;
    }

    long ackedSeq() {
        return ackedSeq;
    }

    @Nullable
    String stoppedBecause() {
        return state == LaneState.REUNITING && reunion.failure() != null
                ? stoppedBecause + "; that waits: " + reunion.failure()
                : stoppedBecause;
    }

    /// What else a person should know of this lane.
    @Nullable
    String note() {
        if (flight != null && flight.sendings >= UNANSWERED) {
            BatchHeader batch = flight.batch.header();
            return "rows " + batch.from() + " to " + batch.to() + " were sent " + flight.sendings
                    + " times, and head office has not answered: its nodes or their database may stand still";
        }
        if (state == LaneState.REUNITING || !reunion.isUnderWay()) {
            return null;
        }
        return "what head office has of the time before this box was restored is being learned"
                + (reunion.failure() == null ? "" : "; that waits: " + reunion.failure());
    }

    /// A person says that this box is the right one; returns whether the lane was stopped.
    boolean takeOver(String reason) {
        if (state != LaneState.STOPPED) {
            return false;
        }
        incidents.raise("journal-taken-over", lane.wireName(), reason);
        reunite("taken-over", "a person let this box take over");
        return true;
    }

    void appended() {
        mayHaveRows = true;
    }

    void disconnected() {
        forgetBatches();
        if (state != LaneState.STOPPED && state != LaneState.REUNITING) {
            become(LaneState.UNWELCOMED);
        }
    }

    /// Head office's word on this journal; it decides what is sent next. Returns whether head office has all that it ever
    /// acknowledged: what else it may still want must not be deleted here.
    boolean welcomed(LaneWelcome welcome, Credit newCredit) {
        if (!welcome.journal().equals(journal) && !isPresent(welcome.journal())) {
            return false;
        }
        credit = newCredit;
        newestEpoch = Math.max(newestEpoch, welcome.newestEpoch());
        if (state == LaneState.REUNITING) {
            return false;
        }
        switch (welcome.action()) {
            case CONTINUE -> carryOn(welcome);
            case REWIND -> rewind(welcome);
            case FORK -> {
                if (isOvertaken(welcome)) {
                    carryOn(welcome);
                } else {
                    forked("journal-forked", "head office holds another history than this box, up to row "
                            + welcome.ackedSeq() + " of journal " + journal.journalId());
                }
            }
            case FENCED -> fenced();
        }
        boolean goesOn = state == LaneState.READY || state == LaneState.AWAITING_ACK;
        if (goesOn && !reunion.isUnderWay() && reunion.isIgnorant()) {
            reunion.learn(_ -> {});
        }
        return goesOn && welcome.action() == Action.CONTINUE;
    }

    /// Whether the hello came late, after batches with rows that it did not name yet: head office had more rows than it said.
    /// If the last of them is this box's own, so are all before it.
    private boolean isOvertaken(LaneWelcome welcome) {
        Hash theirs = welcome.ackedHash();
        return theirs != null && reunion.has(journal, welcome.ackedSeq(), theirs);
    }

    /// The lane was forked by somebody else, e.g. when its file was repaired: it goes on in its present journal.
    private boolean isPresent(JournalKey welcomed) {
        LaneHead head = outbox.head(lane);
        if (state == LaneState.REUNITING || !head.journal().equals(welcomed)) {
            return false;
        }
        forgetBatches();
        journal = welcomed;
        ackedSeq = head.ackedSeq();
        if (state == LaneState.AWAITING_ACK) {
            become(LaneState.READY);
        }
        return true;
    }

    private void forked(String kind, String evidence) {
        raise(kind, evidence);
        reunite("histories-differ",
                kind + ": " + evidence + "; the lane goes on in a new journal once its rows are learned");
    }

    private void reunite(String cause, String because) {
        forgetBatches();
        become(LaneState.REUNITING);
        stoppedBecause = because;
        reunion.fork(cause, newestEpoch, this::reunited);
    }

    private void reunited(Reunion.Outcome outcome) {
        journal = outcome.journal();
        ackedSeq = 0;
        eventsMax = Integer.MAX_VALUE;
        mayHaveRows = true;
        stoppedBecause = null;
        become(LaneState.UNWELCOMED);
        outcome.notKept().ifPresent(rows -> raise("journal-not-kept", rows));
        greet.run();
    }

    /// Returns true if head office must be greeted again.
    boolean acknowledged(Ack ack, long nowNanos) {
        if (!ack.journal().equals(journal) || state == LaneState.REUNITING) {
            return false;
        }
        failpoints.reached("sync.before-acknowledge");
        Outbox.Acknowledgement result = outbox.acknowledge(journal, ack.seq(), ack.hash());
        return switch (result) {
            case STALE -> false;
            case ADVANCED -> {
                reunion.acknowledged();
                measure(ack, nowNanos);
                heed(ack.credit());
                if (refusedAlone >= REFUSED_ALONE_MAX) {
                    incidents.settle(lane.wireName());
                }
                refusedAlone = 0;
                advanceTo(ack.seq());
                if (eventsMax < credit.events()) {
                    prepared = null;
                }
                eventsMax = Integer.MAX_VALUE;
                mayHaveRows = true;
                notBeforeNanos = nowNanos + Duration.ofMillis(credit.intervalMs()).toNanos();
                yield false;
            }
            case DIFFERS -> {
                stop("journal-differs",
                        "head office acknowledged row " + ack.seq()
                                + " with a hash that this box does not have");
                yield true;
            }
        };
    }

    /// Whether it is about the batch under way: a refusal of any other one is stale, or another box's.
    boolean sent(Nack nack) {
        return flight != null && flight.batch.header().batchId().equals(nack.batchId());
    }

    /// Returns true if head office must be greeted again. A refusal of anything but the batch under way is stale.
    boolean refused(Nack nack, long nowNanos) {
        if (flight == null || !sent(nack)) {
            return false;
        }
        int sent = flight.batch.header().count();
        forgetBatches();
        return switch (nack.reason()) {
            case GAP, CHAIN_BROKEN, NOT_WELCOMED -> {
                become(LaneState.UNWELCOMED);
                yield true;
            }
            case MALFORMED -> {
                become(LaneState.READY);
                // It cannot be cut smaller: if it is not the line's fault, nothing goes through until somebody has looked.
                refusedAlone = sent == 1 ? refusedAlone + 1 : 0;
                if (refusedAlone == REFUSED_ALONE_MAX) {
                    incidents.raise("event-refused", lane.wireName(),
                            "head office takes row " + (ackedSeq + 1) + " in no form: " + nack.detail());
                }
                eventsMax = Math.max(1, sent / 2);
                notBeforeNanos = nowNanos + roundTrip.retryAfterNanos(1);
                mayHaveRows = true;
                yield false;
            }
            case FOREIGN -> {
                stop("journal-foreign",
                        "head office does not take this journal from this box: " + nack.detail());
                yield false;
            }
            case UNPROVEN -> {
                stop("box-unproven", "head office does not take what this box signs: " + nack.detail()
                        + ". If that is still so after some hours, enrol the box again (tillpost agent enrol --again)");
                yield false;
            }
        };
    }

    private void fenced() {
        if (newestEpoch > journal.epoch()) {
            stop("journal-fenced", "head office has welcomed a newer journal of this agent (epoch "
                    + newestEpoch
                    + "): another box runs under its name, or this one stands in for a box whose journal had"
                    + " forked. Find out which is the right one, then let it take over"
                    + " (tillpost agent take-over --lane all)");
        } else {
            stop("journal-foreign",
                    "head office knows this journal as another agent's or store's, or its beginning is"
                            + " not this store's; its incident of the same name says which");
        }
    }

    /// Does what is due; returns when it wants to be called again.
    long step(long nowNanos) {
        long reunionNanos = reunion.step();
        return Math.min(reunionNanos, switch (state) {
            case UNWELCOMED, STOPPED, REUNITING -> NEVER;
            case READY -> sendNext(nowNanos);
            case AWAITING_ACK -> repeatIfDue(nowNanos);
        });
    }

    private void carryOn(LaneWelcome welcome) {
        Hash theirs = welcome.ackedHash();
        if (theirs != null && welcome.ackedSeq() > ackedSeq && outbox.acknowledge(journal, welcome.ackedSeq(),
                theirs) == Outbox.Acknowledgement.DIFFERS) {
            forked("journal-differs",
                    "head office has row " + welcome.ackedSeq() + " with a hash that this box does not have");
            return;
        }
        advanceTo(welcome.ackedSeq());
        resume();
    }

    private void rewind(LaneWelcome welcome) {
        switch (outbox.rewind(journal, welcome.ackedSeq(), welcome.ackedHash())) {
            case DONE -> {
                forgetBatches();
                ackedSeq = welcome.ackedSeq();
                resume();
            }
            case DIFFERS -> forked("journal-differs",
                    "head office wants to go back to row " + welcome.ackedSeq()
                            + ", which is another one here");
            case NO_LONGER_KEPT -> stop("journal-not-kept",
                    "head office wants rows after " + welcome.ackedSeq()
                            + ", which this box no longer keeps. Restore a newer backup of head office, or let this box"
                            + " send what it still has (tillpost agent take-over)");
        }
    }

    private void resume() {
        if (unsettled) {
            incidents.settle(lane.wireName());
            unsettled = false;
        }
        stoppedBecause = null;
        mayHaveRows = true;
        if (flight == null) {
            become(LaneState.READY);
        }
    }

    private void stop(String kind, String evidence) {
        forgetBatches();
        stoppedBecause = kind + ": " + evidence;
        become(LaneState.STOPPED);
        raise(kind, evidence);
    }

    private void raise(String kind, String evidence) {
        unsettled = true;
        incidents.raise(kind, lane.wireName(), evidence);
    }

    private void advanceTo(long seq) {
        ackedSeq = Math.max(ackedSeq, seq);
        if (flight != null && flight.batch.header().to() <= ackedSeq) {
            flight = null;
            become(LaneState.READY);
        }
        if (prepared != null && prepared.header().from() != ackedSeq + 1 && flight == null) {
            prepared = null;
        }
    }

    /// What is prepared may be more than is wanted now.
    private void heed(@Nullable Credit next) {
        if (next != null && !next.equals(credit)) {
            credit = next;
            prepared = null;
        }
    }

    private void measure(Ack ack, long nowNanos) {
        if (flight != null && flight.sendings == 1 && flight.batch.header().batchId().equals(ack.batchId())) {
            roundTrip.sample(nowNanos - flight.sentNanos);
        }
    }

    private long sendNext(long nowNanos) {
        if (!mayHaveRows) {
            return NEVER;
        }
        if (nowNanos < notBeforeNanos) {
            return notBeforeNanos;
        }
        Optional<Batch> next = prepared != null ? Optional.of(prepared) : cut(ackedSeq + 1);
        prepared = null;
        if (next.isEmpty()) {
            mayHaveRows = false;
            return NEVER;
        }
        send(new Flight(next.get(), nowNanos, 1));
        prepared = cut(next.get().header().to() + 1).filter(this::isFull).orElse(null);
        return repeatIfDue(nowNanos);
    }

    /// A batch with room left is cut again when its turn comes: it will hold more by then.
    private boolean isFull(Batch batch) {
        return batch.header().count() >= Math.min(credit.events(), eventsMax)
                || batch.payload().length > credit.bytes() / 2;
    }

    private long repeatIfDue(long nowNanos) {
        Flight current = flight;
        if (current == null) {
            return NEVER;
        }
        long due = current.sentNanos + roundTrip.retryAfterNanos(current.sendings);
        if (nowNanos < due) {
            return due;
        }
        var again = new Flight(current.batch, nowNanos, current.sendings + 1);
        send(again);
        return nowNanos + roundTrip.retryAfterNanos(again.sendings);
    }

    private void send(Flight next) {
        flight = next;
        become(LaneState.AWAITING_ACK);
        wire.send(next.batch.header(), next.batch.signature(), next.batch.payload());
        failpoints.reached("sync.after-send");
    }

    private Optional<Batch> cut(long fromSeq) {
        var within = new Credit(credit.bytes(), Math.min(credit.events(), eventsMax), credit.intervalMs());
        return Batch.cut(outbox, journal, fromSeq, within, ids.next(), signer);
    }

    private void forgetBatches() {
        flight = null;
        prepared = null;
    }

    private void become(LaneState next) {
        if (state != next && !state.mayBecome(next)) {
            throw new IllegalStateException(
                    "lane " + lane.wireName() + " cannot go from " + state + " to " + next);
        }
        state = next;
    }

    private record Flight(Batch batch, long sentNanos, int sendings) {}
}
