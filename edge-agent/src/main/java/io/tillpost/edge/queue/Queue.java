package io.tillpost.edge.queue;

import io.tillpost.edge.journal.Archive;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.queue.Explanation.State;
import io.tillpost.edge.sync.SyncStatus;
import io.tillpost.edge.sync.SyncStatus.LaneStatus;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Downlink.SetAside;
import io.tillpost.protocol.sync.LaneHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Looks at what waits. Safe for use by all threads; waits for the journal's reader.
public final class Queue {
    /// Head office's word for an event whose id was taken by another one's.
    private static final String ANOTHER_BODY = "body_mismatch";

    private final Archive archive;
    private final Outbox outbox;
    private final Supplier<Optional<SyncStatus>> sync;
    private final Supplier<List<SetAside>> setAside;

    /// @param sync how the way to head office does; empty where there is none
    /// @param setAside what head office last said that it has set aside of this store
    public Queue(Archive archive, Outbox outbox, Supplier<Optional<SyncStatus>> sync,
            Supplier<List<SetAside>> setAside) {
        this.archive = archive;
        this.outbox = outbox;
        this.sync = sync;
        this.setAside = setAside;
    }

    /// Up to `limit` events of a lane that head office has not acknowledged, behind `afterSeq`, in order.
    public List<Waiting> waiting(Lane lane, long afterSeq, int limit) {
        return stored(lane, afterSeq, limit).stream().map(Waiting::of).toList();
    }

    /// The same with all their bytes.
    public List<Row> rows(Lane lane, long afterSeq, int limit) {
        return stored(lane, afterSeq, limit).stream().map(Row::of).toList();
    }

    /// The event, whether it waits or not.
    public Optional<Row> row(UUID event) {
        return archive.event(event).map(Row::of);
    }

    /// What head office last said that it has set aside.
    public List<SetAside> setAside() {
        return setAside.get();
    }

    /// Why the event is at head office, or not yet.
    public Explanation explain(UUID event) {
        Optional<StoredEvent> found = archive.event(event);
        if (found.isEmpty()) {
            return new Explanation(event, State.UNKNOWN, null, 0, List.of(
                    "This box knows no event " + event + ".",
                    "It may be another box's or training, or older than what is kept here after head office has it."));
        }
        var stored = found.get();
        LaneHead head = outbox.head(stored.journal().lane());
        boolean present = head.journal().equals(stored.journal());
        long ahead = present ? stored.row().seq() - head.ackedSeq() - 1 : -1;
        return ahead < 0
                ? taken(stored, present, head)
                : waits(stored, head, ahead);
    }

    private List<StoredEvent> stored(Lane lane, long afterSeq, int limit) {
        LaneHead head = outbox.head(lane);
        return archive.events(lane, Math.max(afterSeq, head.ackedSeq()) + 1, limit);
    }

    private Explanation taken(StoredEvent stored, boolean present, LaneHead head) {
        var event = stored.row().eventId();
        var why = new ArrayList<String>();
        Optional<SetAside> aside = setAside.get().stream().filter(one -> one.event().equals(event))
                .findFirst();
        // Who came first under this id counts, whatever came later.
        boolean another = aside.filter(one -> one.reason().equals(ANOTHER_BODY)).isPresent();
        aside.ifPresent(one -> why.add(another
                ? "Head office has set aside what came under the same id later (" + one.detail() + ")."
                : "Head office has set it aside (" + one.reason() + "): " + one.detail()
                        + ". It counts for nothing until somebody looks at it there."));
        why.add(present
                ? "Head office has acknowledged all rows up to " + head.ackedSeq() + "; this one is "
                        + stored.row().seq() + "."
                : "It stands in an earlier journal of this lane, which is closed: what head office lacked of it was"
                        + " written again into the present one.");
        return new Explanation(event, aside.isPresent() && !another ? State.SET_ASIDE : State.THROUGH,
                Waiting.of(stored), 0, why);
    }

    private Explanation waits(StoredEvent stored, LaneHead head, long ahead) {
        Lane lane = stored.journal().lane();
        Optional<SyncStatus> status = sync.get();
        var why = new ArrayList<String>();
        boolean stopped = Obstacles.sentences(lane, status, why);
        why.add("It is row " + stored.row().seq() + " of lane " + lane.wireName()
                + ". Head office has rows up to "
                + head.ackedSeq() + ": " + rows(ahead) + " before it.");
        status.flatMap(one -> lane(one, lane))
                .map(LaneStatus::lastAckAt)
                .ifPresent(
                        at -> why.add("Head office last acknowledged something of this lane at " + at + "."));
        return new Explanation(stored.row().eventId(), stopped ? State.STOPPED : State.WAITING,
                Waiting.of(stored), ahead, why);
    }

    private static String rows(long ahead) {
        return ahead == 1 ? "1 row goes" : ahead + " rows go";
    }

    static Optional<LaneStatus> lane(SyncStatus status, Lane lane) {
        return status.lanes().stream().filter(one -> one.lane() == lane).findFirst();
    }
}
