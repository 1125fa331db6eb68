package io.tillpost.edge.journal.sqlite;

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
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// What the tail mirror knows of this store's `fin` lane, read at a start, for a recovery or a check. A mirror that is not
/// there, cannot be read or is another store's or box's knows nothing.
final class MirrorTail {
    private static final Logger LOG = System.getLogger(MirrorTail.class.getName());

    private final List<WrappedKey> keys;
    private final @Nullable MirrorSurvey survey;
    private final String problem;
    /// Whether a segment that could be read at first could not be read once more.
    private boolean brokenSince;

    private MirrorTail(List<WrappedKey> keys, @Nullable MirrorSurvey survey, String problem) {
        this.keys = List.copyOf(keys);
        this.survey = survey;
        this.problem = problem;
    }

    /// The data keys that lie beside it, without a look at what it holds.
    static List<WrappedKey> keys(@Nullable Path folder, MirrorOwner owner) {
        if (folder == null) {
            return List.of();
        }
        var mirror = new MirrorFolder(folder);
        try {
            return owner.objection(mirror).isPresent()
                    ? List.of()
                    : mirror.note().map(MirrorNote::wrapped).orElse(List.of());
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the tail mirror in {0} cannot be read: {1}", folder, e.getMessage());
            return List.of();
        }
    }

    static MirrorTail of(@Nullable Path folder, MirrorOwner owner) {
        if (folder == null) {
            return new MirrorTail(List.of(), null, "");
        }
        var mirror = new MirrorFolder(folder);
        try {
            var note = mirror.note();
            if (note.isEmpty()) {
                return new MirrorTail(List.of(), null, "there is none");
            }
            Optional<String> objection = owner.objection(mirror);
            if (objection.isPresent()) {
                return new MirrorTail(List.of(), null, objection.get());
            }
            return new MirrorTail(note.get().wrapped(), MirrorSurvey.asFarAsItGoes(mirror), "");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the tail mirror in {0} cannot be read: {1}", folder, e.getMessage());
            return new MirrorTail(List.of(), null, String.valueOf(e.getMessage()));
        }
    }

    /// What was read; empty if it knows nothing.
    Optional<MirrorSurvey> survey() {
        return Optional.ofNullable(survey);
    }

    /// Whether all of it was read, each time.
    boolean isWhole() {
        return survey != null && survey.broken().isEmpty() && !brokenSince;
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

    /// Which of the journal's rows after `seq` it has as they are in the file. Reads it once more; throws [IOException] if
    /// that cannot be done, e.g. because it is being made anew.
    ///
    /// @param hashAt what the row at a place hashes to in the file
    BitSet sameAfter(JournalKey journal, long seq, LongFunction<Optional<Hash>> hashAt) throws IOException {
        var same = new BitSet();
        if (survey != null) {
            var _ = survey.folder().read((row, _) -> {
                if (row.journal().equals(journal) && row.seq() > seq && row.seq() - seq < Integer.MAX_VALUE) {
                    same.set((int) (row.seq() - seq),
                            hashAt.apply(row.seq()).equals(Optional.of(row.hash())));
                }
            });
        }
        return same;
    }

    /// Why the journal in the file cannot be all that there was; empty if it may be. A row that is in the mirror was
    /// committed.
    Optional<String> shows(Sql sql, Lanes lanes) {
        return lostTail(sql, lanes).or(() -> lostJournal(sql, lanes));
    }

    private Optional<String> lostTail(Sql sql, Lanes lanes) {
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

    /// Rows of an earlier journal that stand nowhere in the file, and that nobody has dealt with: of a box whose disk was
    /// replaced, or whose file is an earlier one, and whose mirror came later.
    private Optional<String> lostJournal(Sql sql, Lanes lanes) {
        MirrorSurvey known = survey;
        if (known == null) {
            return Optional.empty();
        }
        Map<JournalKey, Long> ends = ends(sql, lanes, known);
        if (ends.entrySet().stream()
                .allMatch(end -> known.of(end.getKey()).orElseThrow().highest() <= end.getValue())) {
            return Optional.empty();
        }
        List<EventTable> tables = lanes.journals(sql, Lane.FIN)
                .stream()
                .flatMap(journal -> lanes.table(sql, journal).stream())
                .toList();
        var lacking = new AtomicLong();
        try {
            var _ = known.folder().read((row, _) -> {
                if (row.seq() > ends.getOrDefault(row.journal(), 0L)
                        && tables.stream().noneMatch(table -> table.has(sql, row.eventId()))) {
                    lacking.incrementAndGet();
                }
            }, this::brokenOff);
        } catch (IOException e) {
            brokenOff(known.folder().path(), e);
        }
        return lacking.get() == 0
                ? Optional.empty()
                : Optional.of("the mirror in " + known.folder().path() + " has " + lacking
                        + " rows of lane fin that the file does not have");
    }

    private void brokenOff(Path where, IOException why) {
        brokenSince = true;
        LOG.log(Level.ERROR, "the tail mirror cannot be read at {0}: {1}", where, why.getMessage());
    }

    /// For each journal that it has, up to which row the file knows of it.
    private static Map<JournalKey, Long> ends(Sql sql, Lanes lanes, MirrorSurvey known) {
        Map<JournalKey, Long> ofFile = new HashMap<>();
        SealedTable.of(sql, Lane.FIN).forEach(sealed -> ofFile.put(sealed.key(), sealed.last().seq()));
        ofFile.put(lanes.key(sql, Lane.FIN), Long.MAX_VALUE);
        Map<JournalKey, Long> ends = new HashMap<>();
        known.journals().forEach(journal -> ends.put(journal, Math.max(lanes.heeded(sql, journal),
                differs(sql, lanes, journal, known.of(journal).orElseThrow())
                        ? 0
                        : ofFile.getOrDefault(journal, 0L))));
        return ends;
    }

    /// Whether the file has another row where the mirror's end: an image of before was put back, and sold in the same journal.
    private static boolean differs(Sql sql, Lanes lanes, JournalKey journal, MirrorSurvey.Run run) {
        return lanes.table(sql, journal)
                .flatMap(table -> table.hashAt(sql, run.highest()))
                .filter(hash -> !hash.equals(run.hashOfHighest()))
                .isPresent();
    }

    /// Nothing that it has is to be looked for again: a recovery has taken what it was to take.
    void heed(Sql sql, Lanes lanes) {
        survey().ifPresent(known -> known.journals()
                .forEach(journal -> lanes.heed(sql, journal, known.of(journal).orElseThrow().highest())));
    }

    /// All rows that open and hash to what they say, oldest first; of a row that comes twice the one that was written last.
    /// Reads it once more; where that breaks off, what came before counts.
    Opened opened(Origin origin, Seal seal) {
        if (survey == null) {
            return new Opened(List.of(), 0, "");
        }
        MirrorFolder folder = survey.folder();
        var journals = new TreeMap<JournalKey, TreeMap<Long, Optional<FoundRow>>>(MirrorSurvey.IN_TURN);
        // One key for all rows of a journal, and not one for each.
        var keys = new HashMap<JournalKey, JournalKey>();
        var broken = new ArrayList<String>();
        try {
            var _ = folder.read((row, at) -> {
                JournalKey journal = keys.computeIfAbsent(row.journal(), key -> key);
                journals.computeIfAbsent(journal, _ -> new TreeMap<>())
                        .put(row.seq(), isWhole(row, origin, seal)
                                ? Optional.of(new FoundRow(journal, row.seq(), row.eventId(),
                                        () -> again(folder, at, origin, seal)))
                                : Optional.empty());
            }, (file, e) -> broken.add(file.getFileName() + ": " + e.getMessage()));
        } catch (IOException e) {
            broken.add(String.valueOf(e.getMessage()));
        }
        String brokenOff = broken.isEmpty()
                ? ""
                : "the tail mirror cannot be read to its end: " + String.join(", ", broken);
        List<Optional<FoundRow>> all = journals.values().stream().flatMap(rows -> rows.values().stream())
                .toList();
        List<FoundRow> good = all.stream().flatMap(Optional::stream).toList();
        return new Opened(good, all.size() - good.size(), brokenOff);
    }

    /// What cannot be read or opened now may be another time, e.g. with another master key: it is kept, within the mirror
    /// that is begun after it. Answers where.
    Optional<Path> putAside() throws IOException {
        return survey == null ? Optional.empty() : Optional.of(survey.folder().putAside());
    }

    /// A seal that broke meanwhile is the mirror's, and says nothing of the journal that is written to.
    private static StoredEvent again(MirrorFolder folder, MirrorFolder.Place at, Origin origin, Seal seal) {
        try {
            return opened(folder.row(at), origin, seal);
        } catch (IOException | SealBrokenException e) {
            throw new UncheckedIOException(
                    new IOException("a row of the tail mirror cannot be read any more", e));
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

    /// What was found.
    ///
    /// @param refused rows that are not what was written
    /// @param brokenOff why it was not read to its end; empty if it was
    record Opened(List<FoundRow> rows, long refused, String brokenOff) {
        Opened {
            rows = List.copyOf(rows);
        }
    }
}
