package io.tillpost.edge.journal.mirror;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What one walk over a mirror shows: where its journals end. Rows are not held: there are those of weeks, if head office was
/// out of reach for so long.
public final class MirrorSurvey {
    /// Journals followed each other in the order of epochs.
    public static final Comparator<JournalKey> IN_TURN = Comparator.comparingLong(JournalKey::epoch)
            .thenComparing(key -> key.journalId().toString());

    private final MirrorFolder folder;
    private final MirrorFolder.Contents contents;
    private final Map<JournalKey, Run> runs;
    private final List<String> broken;

    private MirrorSurvey(MirrorFolder folder, MirrorFolder.Contents contents, Map<JournalKey, Run> runs,
            List<String> broken) {
        this.folder = folder;
        this.contents = contents;
        this.runs = Map.copyOf(runs);
        this.broken = List.copyOf(broken);
    }

    /// Of a folder that nobody writes to meanwhile.
    public static MirrorSurvey of(MirrorFolder folder) throws IOException {
        return of(folder, List.of(), (_, e) -> {
            throw e;
        });
    }

    /// The same, as far as it can be read.
    public static MirrorSurvey asFarAsItGoes(MirrorFolder folder) throws IOException {
        var broken = new ArrayList<String>();
        return of(folder, broken, (file, e) -> broken.add(file + ": " + e.getMessage()));
    }

    /// @param broken what `hears` says of segments that it passes over
    private static MirrorSurvey of(MirrorFolder folder, List<String> broken, MirrorFolder.Broken hears)
            throws IOException {
        var runs = new HashMap<JournalKey, Run>();
        MirrorFolder.Contents contents = folder.read((row, _) -> runs.merge(row.journal(),
                new Run(row.seq(), row.seq(), row.hash(), row.seq(), row.hash()), (run, _) -> run.with(row)),
                hears);
        return new MirrorSurvey(folder, contents, runs, broken);
    }

    /// Segments that could not be read to their end, and why.
    public List<String> broken() {
        return broken;
    }

    /// Where.
    public MirrorFolder folder() {
        return folder;
    }

    /// What was read.
    public MirrorFolder.Contents contents() {
        return contents;
    }

    /// The journal that was written last.
    public Optional<JournalKey> newest() {
        return runs.keySet().stream().max(IN_TURN);
    }

    /// All journals that have rows there.
    public Set<JournalKey> journals() {
        return runs.keySet();
    }

    /// How far that journal's rows go.
    public Optional<Run> of(JournalKey journal) {
        return Optional.ofNullable(runs.get(journal));
    }

    /// Rows of one journal.
    ///
    /// @param first of the last rows without a gap, as they were written
    /// @param last of these
    /// @param hash of the last of these
    /// @param highest of all rows; of a row that comes twice the one that was written last
    /// @param hashOfHighest of that one
    public record Run(long first, long last, Hash hash, long highest, Hash hashOfHighest) {
        private Run with(MirrorRow row) {
            boolean known = row.seq() >= first && row.seq() <= last;
            boolean higher = row.seq() >= highest;
            return new Run(known || row.seq() == last + 1 ? first : row.seq(), known ? last : row.seq(),
                    known ? hash : row.hash(), higher ? row.seq() : highest,
                    higher ? row.hash() : hashOfHighest);
        }
    }
}
