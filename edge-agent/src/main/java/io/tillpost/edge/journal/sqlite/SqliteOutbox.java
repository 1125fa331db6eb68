package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.sqlite.JournalTable.Acked;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows and cursor for the way to head office: reads on the reader thread, moves the cursor in the writer's commits.
final class SqliteOutbox implements Outbox {
    private final Writer writer;
    private final Reader reader;
    private final Lanes lanes;
    private final Stamps stamps;
    private final Safeguards keep;

    SqliteOutbox(Writer writer, Reader reader, Lanes lanes, Stamps stamps, Safeguards keep) {
        this.keep = keep;
        this.writer = writer;
        this.reader = reader;
        this.lanes = lanes;
        this.stamps = stamps;
    }

    @Override
    public UUID bootId() {
        return stamps.bootId();
    }

    @Override
    public LaneHead head(Lane lane) {
        return reader.ask(sql -> {
            Head head = lanes.head(sql, lane);
            Acked acked = JournalTable.acked(sql, lane);
            long first = lanes.table(sql, lane).firstSeq(sql).orElse(1L);
            return new LaneHead(lanes.key(sql, lane), JournalTable.parent(sql, lane), first, head.seq(),
                    head.hash(), acked.seq(), acked.hash(), standsOn(sql, lane));
        });
    }

    @Override
    public List<StoredEvent> rows(Lane lane, long fromSeq, int maxEvents, int maxBytes) {
        return reader.ask(sql -> {
            EventTable table = lanes.table(sql, lane);
            return table.range(sql, fromSeq, table.lastWithin(sql, fromSeq, maxEvents, maxBytes));
        });
    }

    @Override
    public Acknowledgement acknowledge(JournalKey journal, long seq, Hash hash) {
        return writer.commit(unit -> {
            unit.acknowledged();
            return acknowledge(unit.sql, journal, seq, hash);
        });
    }

    @Override
    public Rewind rewind(JournalKey journal, long seq, @Nullable Hash hash) {
        return writer.commit(unit -> {
            Rewind rewind = rewind(unit.sql, journal, seq, hash);
            if (rewind == Rewind.DONE) {
                unit.acknowledged();
            }
            return rewind;
        });
    }

    @Override
    public Backlog backlog(Lane lane) {
        return reader.ask(sql -> {
            long acked = JournalTable.acked(sql, lane).seq();
            long waiting = lanes.head(sql, lane).seq() - acked;
            return new Backlog(waiting, lanes.table(sql, lane).occurredAt(sql, acked + 1).orElse(null));
        });
    }

    @Override
    public void clockMeasured(Duration offset, Duration error) {
        stamps.measured(offset, error);
    }

    @Override
    public void onAppend(Runnable listener) {
        writer.onAppend(listener);
    }

    @Override
    public int prune(Set<Lane> of) {
        Optional<Today> today = stamps.today();
        if (today.isEmpty() || of.isEmpty()) {
            return 0;
        }
        return writer.commit(unit -> {
            boolean tooLarge = Retention.tooLarge(unit.sql, lanes, keep.keepBytes());
            int deleted = 0;
            for (Lane lane : of) {
                deleted += Retention.prune(unit.sql, lanes, lane, today.get(), keep.keepDays(),
                        tooLarge);
            }
            return deleted;
        });
    }

    /// What head office must have from sealed journals, because it stands in them alone.
    private static List<Parent> standsOn(Sql sql, Lane lane) {
        return SealedTable.of(sql, lane)
                .stream()
                .filter(sealed -> sealed.stands().seq() > 0)
                .map(sealed -> new Parent(sealed.key().journalId(), sealed.stands().seq(),
                        sealed.stands().hash()))
                .toList();
    }

    private Acknowledgement acknowledge(Sql sql, JournalKey journal, long seq, Hash hash) {
        Lane lane = journal.lane();
        if (!journal.equals(lanes.key(sql, lane)) || seq <= JournalTable.acked(sql, lane).seq()) {
            return Acknowledgement.STALE;
        }
        if (!lanes.hashAt(sql, lane, seq).equals(Optional.of(hash))) {
            return Acknowledgement.DIFFERS;
        }
        JournalTable.setAcked(sql, lane, new Acked(seq, hash));
        stamps.today().ifPresent(today -> Retention.acknowledged(sql, lane, seq, today));
        return Acknowledgement.ADVANCED;
    }

    private Rewind rewind(Sql sql, JournalKey journal, long seq, @Nullable Hash hash) {
        Lane lane = journal.lane();
        if (!journal.equals(lanes.key(sql, lane)) || seq > JournalTable.acked(sql, lane).seq()) {
            return Rewind.DIFFERS;
        }
        Optional<Hash> ours = lanes.hashAt(sql, lane, seq);
        if (ours.isEmpty() || seq + 1 < lanes.table(sql, lane).firstSeq(sql).orElse(1L)) {
            return Rewind.NO_LONGER_KEPT;
        }
        if (hash != null && !ours.get().equals(hash)) {
            return Rewind.DIFFERS;
        }
        JournalTable.setAcked(sql, lane, new Acked(seq, ours.get()));
        return Rewind.DONE;
    }
}
