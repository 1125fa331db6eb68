package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.edge.journal.mirror.MirrorRow;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.RowSeal;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the tail mirror knows of this store's `fin` lane, read at a start, for a recovery or a check. A mirror that is not
/// there, cannot be read or is another store's knows nothing.
final class MirrorTail {
    private static final Logger LOG = System.getLogger(MirrorTail.class.getName());

    private final List<WrappedKey> keys;
    private final MirrorFolder.@Nullable Whole whole;
    private final String problem;
    /// Sorted when somebody asks: a start only asks for the last ones.
    private @Nullable NavigableMap<Place, MirrorRow> rows;

    /// Journals followed each other in the order of epochs.
    private static final Comparator<JournalKey> IN_TURN = Comparator.comparingLong(JournalKey::epoch)
            .thenComparing(key -> key.journalId().toString());

    private record Place(JournalKey journal, long seq) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byJournal = IN_TURN.compare(journal, other.journal);
            return byJournal != 0 ? byJournal : Long.compare(seq, other.seq);
        }
    }

    private MirrorTail(List<WrappedKey> keys, MirrorFolder.@Nullable Whole whole, String problem) {
        this.keys = List.copyOf(keys);
        this.whole = whole;
        this.problem = problem;
    }

    static MirrorTail of(@Nullable Path folder, Origin origin) {
        if (folder == null) {
            return new MirrorTail(List.of(), null, "");
        }
        var mirror = new MirrorFolder(folder);
        try {
            var note = mirror.note();
            if (note.isEmpty()) {
                return new MirrorTail(List.of(), null, "there is none");
            }
            if (!note.get().isOf(origin.tenant(), origin.store())) {
                return new MirrorTail(List.of(), null, folder + " is another store's");
            }
            return new MirrorTail(note.get().wrapped(), mirror.whole(), "");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the tail mirror in {0} cannot be read: {1}", folder, e.getMessage());
            return new MirrorTail(List.of(), null, String.valueOf(e.getMessage()));
        }
    }

    /// All that was read; empty if it knows nothing.
    Optional<MirrorFolder.Whole> whole() {
        return Optional.ofNullable(whole);
    }

    private NavigableMap<Place, MirrorRow> rows() {
        NavigableMap<Place, MirrorRow> known = rows;
        if (known == null) {
            var sorted = new TreeMap<Place, MirrorRow>();
            written().forEach(row -> sorted.put(new Place(row.journal(), row.seq()), row));
            known = sorted;
            rows = known;
        }
        return known;
    }

    private Stream<MirrorRow> written() {
        return whole == null ? Stream.empty() : whole.rows();
    }

    /// Why it knows nothing; empty if it was read.
    String problem() {
        return problem;
    }

    List<WrappedKey> keys() {
        return keys;
    }

    /// The journal that was written last.
    Optional<JournalKey> newest() {
        return written().map(MirrorRow::journal).distinct().max(IN_TURN);
    }

    /// The last row of that journal. Of a row that comes twice the one that was written last.
    Optional<MirrorRow> last(JournalKey journal) {
        return written().filter(row -> row.journal().equals(journal))
                .reduce((last, row) -> row.seq() >= last.seq() ? row : last);
    }

    /// What the row at that place hashes to.
    Optional<Hash> hashAt(JournalKey journal, long seq) {
        MirrorRow row = rows().get(new Place(journal, seq));
        return row == null ? Optional.empty() : Optional.of(row.hash());
    }

    /// Why the journal in the file cannot be all that there was; empty if it may be. A row that is in the mirror was
    /// committed.
    Optional<String> shows(Sql sql, Lanes lanes) {
        Optional<JournalKey> newest = newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        JournalKey ours = lanes.key(sql, Lane.FIN);
        if (!newest.get().equals(ours)) {
            return newest.get().epoch() <= ours.epoch()
                    ? Optional.empty()
                    : Optional.of("the mirror has journal " + newest.get().journalId() + " of epoch "
                            + newest.get().epoch() + ", the file ends with epoch " + ours.epoch());
        }
        MirrorRow last = last(ours).orElseThrow();
        long head = lanes.head(sql, Lane.FIN).seq();
        if (last.seq() > head) {
            return Optional
                    .of("the mirror has row " + last.seq() + " of lane fin, the file ends at " + head);
        }
        Optional<Hash> here = lanes.hashAt(sql, Lane.FIN, last.seq());
        return here.isEmpty() || here.get().equals(last.hash())
                ? Optional.empty()
                : Optional.of("row " + last.seq() + " of lane fin is another one in the mirror");
    }

    /// All rows that open and hash to what they say, oldest first. The others are counted in `refused`.
    Opened opened(Origin origin, Seal seal) {
        var good = new ArrayList<StoredEvent>();
        long refused = 0;
        for (MirrorRow row : rows().values()) {
            try {
                JournalRow opened = new RowSeal(origin.store(), row.journal()).open(seal.vault(), row.seq(),
                        row.eventId(), row.type(), row.version(), row.sealed());
                var event = new StoredEvent(row.journal(), opened, row.prev(), row.hash());
                if (Salvage.isItself(event)) {
                    good.add(event);
                } else {
                    refused++;
                }
            } catch (SealBrokenException e) {
                refused++;
            }
        }
        return new Opened(good, refused);
    }

    record Opened(List<StoredEvent> rows, long refused) {
        Opened {
            rows = List.copyOf(rows);
        }
    }
}
