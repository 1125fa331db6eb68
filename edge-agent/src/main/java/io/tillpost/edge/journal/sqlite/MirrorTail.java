package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.edge.journal.mirror.MirrorNote;
import io.tillpost.edge.journal.mirror.MirrorRow;
import io.tillpost.edge.journal.mirror.MirrorSurvey;
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
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// What the tail mirror knows of this store's `fin` lane, read at a start, for a recovery or a check. A mirror that is not
/// there, cannot be read or is another store's knows nothing.
final class MirrorTail {
    private static final Logger LOG = System.getLogger(MirrorTail.class.getName());

    private final MirrorFolder folder;
    private final List<WrappedKey> keys;
    private final @Nullable MirrorSurvey survey;
    private final String problem;

    private MirrorTail(MirrorFolder folder, List<WrappedKey> keys, @Nullable MirrorSurvey survey,
            String problem) {
        this.folder = folder;
        this.keys = List.copyOf(keys);
        this.survey = survey;
        this.problem = problem;
    }

    /// The data keys that lie beside it, without a look at what it holds.
    static List<WrappedKey> keys(@Nullable Path folder, Origin origin) {
        try {
            Optional<MirrorNote> note = folder == null ? Optional.empty() : new MirrorFolder(folder).note();
            return note.filter(one -> one.isOf(origin.tenant(), origin.store())).map(MirrorNote::wrapped)
                    .orElse(List.of());
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the tail mirror in {0} cannot be read: {1}", folder, e.getMessage());
            return List.of();
        }
    }

    static MirrorTail of(@Nullable Path folder, Origin origin) {
        if (folder == null) {
            return new MirrorTail(new MirrorFolder(Path.of("")), List.of(), null, "");
        }
        var mirror = new MirrorFolder(folder);
        try {
            var note = mirror.note();
            if (note.isEmpty()) {
                return new MirrorTail(mirror, List.of(), null, "there is none");
            }
            if (!note.get().isOf(origin.tenant(), origin.store())) {
                return new MirrorTail(mirror, List.of(), null, folder + " is another store's");
            }
            return new MirrorTail(mirror, note.get().wrapped(), MirrorSurvey.of(mirror), "");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the tail mirror in {0} cannot be read: {1}", folder, e.getMessage());
            return new MirrorTail(mirror, List.of(), null, String.valueOf(e.getMessage()));
        }
    }

    /// What was read; empty if it knows nothing.
    Optional<MirrorSurvey> survey() {
        return Optional.ofNullable(survey);
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
        return survey().flatMap(MirrorSurvey::newest);
    }

    /// Which of the journal's rows after `seq` it has as they are in the file. Reads it once more.
    ///
    /// @param hashAt what the row at a place hashes to in the file
    BitSet sameAfter(JournalKey journal, long seq, LongFunction<Optional<Hash>> hashAt) {
        var same = new BitSet();
        read((row, _) -> {
            if (row.journal().equals(journal) && row.seq() > seq && row.seq() - seq < Integer.MAX_VALUE) {
                same.set((int) (row.seq() - seq), hashAt.apply(row.seq()).equals(Optional.of(row.hash())));
            }
        });
        return same;
    }

    private void read(MirrorFolder.Reader reader) {
        if (survey == null) {
            return;
        }
        try {
            var _ = folder.read(reader);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the tail mirror in {0} cannot be read: {1}", folder.path(), e.getMessage());
        }
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
        MirrorSurvey.Run run = survey().flatMap(known -> known.of(ours)).orElseThrow();
        long head = lanes.head(sql, Lane.FIN).seq();
        if (run.highest() > head) {
            return Optional
                    .of("the mirror has row " + run.highest() + " of lane fin, the file ends at " + head);
        }
        Optional<Hash> here = lanes.hashAt(sql, Lane.FIN, run.highest());
        return here.isEmpty() || here.get().equals(run.hashOfHighest())
                ? Optional.empty()
                : Optional.of("row " + run.highest() + " of lane fin is another one in the mirror");
    }

    /// All rows that open and hash to what they say; of a row that comes twice the one that was written last. The others
    /// are counted in `refused`.
    Opened opened(Origin origin, Seal seal) {
        var places = new HashMap<JournalKey, TreeMap<Long, Mirrored>>();
        read((row, at) -> {
            var rows = places.computeIfAbsent(row.journal(), _ -> new TreeMap<>());
            JournalKey journal = rows.isEmpty() ? row.journal() : rows.firstEntry().getValue().journal;
            rows.put(row.seq(), new Mirrored(journal, at, row.eventId(), isWhole(row, origin, seal)));
        });
        var good = new ArrayList<FoundRow>();
        var refused = new AtomicLong();
        places.values().forEach(rows -> rows.forEach((seq, row) -> {
            if (row.whole) {
                good.add(new FoundRow(row.journal, seq, row.eventId, () -> again(row.at, origin, seal)));
            } else {
                refused.incrementAndGet();
            }
        }));
        return new Opened(good, refused.get());
    }

    private record Mirrored(JournalKey journal, MirrorFolder.Place at, UUID eventId, boolean whole) {}

    private StoredEvent again(MirrorFolder.Place at, Origin origin, Seal seal) {
        try {
            return opened(folder.row(at), origin, seal);
        } catch (IOException | SealBrokenException e) {
            throw new JournalDamagedException(
                    "a row of the tail mirror cannot be read any more: " + e.getMessage(),
                    e);
        }
    }

    private static boolean isWhole(MirrorRow row, Origin origin, Seal seal) {
        try {
            return Salvage.isItself(opened(row, origin, seal));
        } catch (SealBrokenException e) {
            return false;
        }
    }

    private static StoredEvent opened(MirrorRow row, Origin origin, Seal seal) {
        JournalRow opened = new RowSeal(origin.store(), row.journal()).open(seal.vault(), row.seq(),
                row.eventId(),
                row.type(), row.version(), row.sealed());
        return new StoredEvent(row.journal(), opened, row.prev(), row.hash());
    }

    record Opened(List<FoundRow> rows, long refused) {
        Opened {
            rows = List.copyOf(rows);
        }
    }
}
