package io.tillpost.protocol.contract;

import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A financial journal in memory, of which a test sends what it likes.
final class ScriptedJournal {
    static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private static final LocalDate DAY = LocalDate.parse("2026-03-02");

    final JournalKey key;
    private final Place place;
    private final IdSource ids;
    private final @Nullable Parent parent;
    private final List<JournalRow> rows = new ArrayList<>();
    private final List<Hash> hashes = new ArrayList<>();

    ScriptedJournal(Place place, IdSource ids, long epoch, @Nullable Parent parent) {
        this.place = place;
        this.ids = ids;
        this.parent = parent;
        this.key = new JournalKey(Lane.FIN, ids.next(), epoch);
        hashes.add(HashChain.genesis(place.tenant(), place.store(), key, parent));
    }

    private ScriptedJournal(ScriptedJournal other) {
        this.place = other.place;
        this.ids = other.ids;
        this.parent = other.parent;
        this.key = other.key;
        rows.addAll(other.rows);
        hashes.addAll(other.hashes);
    }

    /// The same journal, which may go on otherwise.
    ScriptedJournal copy() {
        return new ScriptedJournal(this);
    }

    ScriptedJournal sell(int sales) {
        for (int i = 0; i < sales; i++) {
            append(EventCodec.encode(last() + 1, ids.next(), envelope(), new SaleStarted(new SaleId(
                    ids.next()))));
        }
        return this;
    }

    /// An event of a type that nobody knows.
    void appendUnknown() {
        JournalRow like = sell(1).row(last());
        forgetAfter(last() - 1);
        append(new JournalRow(last() + 1, like.eventId(), "SaleDreamt", 1, like.metadata(), like.body()));
    }

    /// An event of another journal, under its id.
    void repeat(JournalRow row) {
        append(new JournalRow(last() + 1, row.eventId(), row.type(), row.version(), row.metadata(),
                row.body()));
    }

    /// Another event under the id of one that there is.
    void forge(JournalRow row) {
        JournalRow other = sell(1).row(last());
        forgetAfter(last() - 1);
        append(new JournalRow(last() + 1, row.eventId(), other.type(), other.version(), other.metadata(),
                other.body()));
    }

    /// As an old image of the disk would.
    ScriptedJournal forgetAfter(long seq) {
        while (last() > seq) {
            rows.removeLast();
            hashes.removeLast();
        }
        return this;
    }

    private void append(JournalRow row) {
        hashes.add(HashChain.next(hash(last()), key, row));
        rows.add(row);
    }

    long last() {
        return rows.size();
    }

    Hash hash(long seq) {
        return hashes.get((int) seq);
    }

    JournalRow row(long seq) {
        return rows.get((int) seq - 1);
    }

    Parent asParent(long seq) {
        return new Parent(key.journalId(), seq, hash(seq));
    }

    LaneHead head(long ackedSeq, Parent... standsOn) {
        return new LaneHead(key, parent, Math.min(1, last()), last(), hash(last()), ackedSeq, hash(ackedSeq),
                List.of(standsOn));
    }

    BatchHeader header(long from, long to) {
        return header(key, from, to, hash(to));
    }

    BatchHeader header(JournalKey journal, long from, long to, Hash head) {
        return new BatchHeader(ids.next(), journal, from, (int) (to - from + 1), hash(from - 1), head,
                "00-00000000000000000000000000000001-0000000000000001-01");
    }

    byte[] payload(long from, long to) {
        return BatchCodec.encode(rows.subList((int) from - 1, (int) to));
    }

    private Envelope envelope() {
        return new Envelope(place, Actor.SYSTEM, null, Mode.LIVE,
                new Moment(NOON, ZoneOffset.UTC, 0, -1, 0, new UUID(1, 1)), DAY, null, "contract",
                "00-00000000000000000000000000000001-0000000000000001-01");
    }
}
