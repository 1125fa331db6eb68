package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Archive;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.Succession;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.LaneHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is left to do after a journal was damaged, lost or restored: every lane goes on in a fork, with all rows that the
/// tail mirror and the file that was put aside still have. To be run once the rooms are wired and before anything is
/// sold. A crash on the way changes nothing: the next start does it again, and rows that are there already stay alone.
public final class Recovery {
    private static final Logger LOG = System.getLogger(Recovery.class.getName());
    private final Path folder;
    private final Origin origin;
    private final RecoveryNote note;
    private final @Nullable Path mirror;
    private final Seal seal;
    private final Archive archive;
    private final Outbox outbox;
    private final Optional<KnownJournals> known;
    private final Consumer<MirrorTail> heed;
    private final Consumer<Boolean> done;

    /// @param known as it was before this file was opened
    /// @param heed notes that what the mirror has is dealt with
    /// @param done begins the mirror, after the note is gone; hears whether what is in the mirror was looked at
    Recovery(Path folder, Origin origin, RecoveryNote note, @Nullable Path mirror, Seal seal, Archive archive,
            Outbox outbox, Optional<KnownJournals> known, Consumer<MirrorTail> heed,
            Consumer<Boolean> done) {
        this.folder = folder;
        this.origin = origin;
        this.note = note;
        this.mirror = mirror;
        this.seal = seal;
        this.archive = archive;
        this.outbox = outbox;
        this.known = known;
        this.heed = heed;
        this.done = done;
    }

    /// A stable word: `damaged`, `missing`, `restored` or `tail-lost`.
    public String cause() {
        return note.cause();
    }

    /// What was found, in words.
    public String evidence() {
        return note.evidence();
    }

    /// Does it with nobody to be told.
    public Report run(Succession succession, Runnable startOver) {
        return run(succession, startOver, _ -> {});
    }

    /// Does it, and says what came of it, lane by lane. Throws [UncheckedIOException] if the note that this is to be done
    /// cannot be taken away: then it is done again at the next start.
    ///
    /// @param startOver takes away all records that follow from events. Called before all events that the file of before
    ///        still has are told again, if it has lost some of its records
    /// @param told hears what came of it before that counts as done: who dies on the way hears again
    public Report run(Succession succession, Runnable startOver, Consumer<Report> told) {
        MirrorTail tail = MirrorTail.of(mirror, MirrorOwner.of(origin, folder));
        String evidence = note.evidence();
        var lanes = new ArrayList<OfLane>();
        try (Asides asides = Asides.of(folder, note)) {
            if (note.hasRecordsToTell()) {
                startOver.run();
                tellAgain(succession, asides);
            }
            // Each with its own keys: a file that was restored has those of its own time alone.
            MirrorTail.Opened mirrored = tail.opened(origin, seal.of(tail.keys()));
            evidence += tail.problem().isEmpty() ? "" : "; the tail mirror: " + tail.problem();
            evidence += mirrored.brokenOff().isEmpty() ? "" : "; " + mirrored.brokenOff();
            for (Lane lane : Lane.values()) {
                var found = new Found(lane, asides.left(lane, origin, seal),
                        lane == Lane.FIN ? mirrored.rows() : List.of(), tail.newest());
                lanes.add(fork(succession, found, lane == Lane.FIN ? mirrored.refused() : 0));
            }
            evidence += settled(tail, mirrored);
        }
        var report = new Report(note.cause(), evidence,
                note.folders().stream().map(folder::resolve).filter(Files::exists).toList(), lanes);
        told.accept(report);
        finish(tail.survey().isPresent());
        return report;
    }

    /// What the mirror has is dealt with, or is put aside where it could not be read or opened as a whole. Says where, for
    /// people.
    private String settled(MirrorTail tail, MirrorTail.Opened mirrored) {
        // A record that is not whole hides those behind it.
        boolean whole = mirrored.refused() == 0 && mirrored.brokenOff().isEmpty()
                && tail.survey().map(known -> known.contents().torn().isEmpty()).orElse(true);
        if (!whole) {
            try {
                return tail.putAside().map(where -> "; what the mirror has is kept in " + where).orElse("");
            } catch (IOException e) {
                LOG.log(Level.ERROR, "what the tail mirror has cannot be put aside yet: {0}", e.toString());
                MirrorFeed.keepFirst(folder);
            }
        }
        heed.accept(tail);
        return "";
    }

    /// Nothing of the time before is to be carried on, e.g. in training: the journal goes on as it is.
    ///
    /// @param startOver takes away all records that follow from events. Called if some of them are lost
    public void dismiss(Runnable startOver) {
        if (note.hasRecordsToTell()) {
            startOver.run();
        }
        finish(true);
    }

    private void finish(boolean mirrorRead) {
        try {
            RecoveryNote.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        done.accept(mirrorRead);
    }

    /// Makes records anew. What head office had not acknowledged comes with the fork; until the first of those, this can be
    /// done again.
    private void tellAgain(Succession succession, Asides asides) {
        for (Lane lane : Lane.values()) {
            JournalKey present = outbox.head(lane).journal();
            succession.learned(present);
            asides.acknowledged(lane, origin, seal,
                    events -> succession.learn(present, events.stream().map(StoredEvent::row).toList()));
        }
        try {
            note.withRecordsTold().write(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OfLane fork(Succession succession, Found found, long refused) {
        LaneHead now = outbox.head(found.lane);
        List<FoundRow> lacking = found.toCarryOn(this::wasPromised)
                .filter(row -> row.journal().lane() != Lane.TEL)
                .filter(row -> archive.event(row.eventId()).isEmpty())
                .collect(Collectors.collectingAndThen(
                        Collectors.toMap(FoundRow::eventId, row -> row, (one, _) -> one),
                        byId -> byId.values().stream().sorted(FoundRow.IN_ORDER).toList()));
        long epoch = Math.max(now.journal().epoch(), found.epoch(known)) + 1;
        // The rooms may have written into the new file's first journal already, e.g. that a device is there.
        boolean fresh = now.parent() == null && now.ackedSeq() == 0 && !note.isInPlace();
        // Behind what was acknowledged head office may have other rows than this file, which is of an earlier time.
        Optional<Parent> parent = fresh
                ? found.parent(known, note.hasLostRecords())
                : Optional.of(new Parent(now.journal().journalId(), now.ackedSeq(), now.ackedHash()));
        List<JournalRow> rows = new ReadAgain(lacking);
        JournalKey next = succession.fork(new Succession.Order(now.journal(), epoch, parent.orElse(null),
                fresh ? 0 : now.ackedSeq(), List.of(), rows, note.cause(), false));
        return new OfLane(next, parent.orElse(null), rows.size(), found.gaps() + refused);
    }

    /// Whether somebody was told of it, as far as that is known.
    private boolean wasPromised(FoundRow row) {
        return note.answered()
                .stream()
                .noneMatch(one -> one.journal().equals(row.journal().journalId())
                        && one.lane() == row.journal().lane() && row.seq() > one.seq());
    }

    /// Rows that are read when somebody looks at them.
    private static final class ReadAgain extends AbstractList<JournalRow> {
        private final List<FoundRow> found;

        ReadAgain(List<FoundRow> found) {
            this.found = found;
        }

        @Override
        public JournalRow get(int index) {
            return found.get(index).again().get().row();
        }

        @Override
        public int size() {
            return found.size();
        }
    }

    /// What is known of one lane.
    ///
    /// @param left of each file that was put aside, oldest first
    private record Found(Lane lane, List<Optional<Salvage.Left>> left, List<FoundRow> mirrored,
            Optional<JournalKey> mirroredNewest) {
        Stream<FoundRow> rows() {
            return Stream.concat(mirrored.stream(), ofFiles());
        }

        /// Of the rows that the mirror alone has, those that somebody was told of. All of a file's: its records, which came
        /// with it, know of them.
        Stream<FoundRow> toCarryOn(Predicate<FoundRow> promised) {
            return Stream.concat(mirrored.stream().filter(promised), ofFiles());
        }

        private Stream<FoundRow> ofFiles() {
            return lefts().flatMap(one -> one.rows().stream());
        }

        private Stream<Salvage.Left> lefts() {
            return left.stream().flatMap(Optional::stream);
        }

        long epoch(Optional<KnownJournals> known) {
            long byFile = lefts().mapToLong(one -> one.journal().epoch()).max().orElse(0L);
            long byMirror = lane == Lane.FIN ? mirroredNewest.map(JournalKey::epoch).orElse(0L) : 0L;
            long byNote = known.flatMap(one -> one.of(lane)).map(KnownJournals.Known::epoch).orElse(0L);
            return Math.max(byFile, Math.max(byMirror, byNote));
        }

        long gaps() {
            return lefts().mapToLong(Salvage.Left::gaps).sum();
        }

        /// The last row of the newest journal that can still be named. Where records of before are lost, all of them or
        /// some, it is the journal's beginning, so that all of it is learned from head office.
        Optional<Parent> parent(Optional<KnownJournals> known, boolean recordsLost) {
            Optional<Parent> beginning = known.flatMap(one -> one.of(lane))
                    .map(one -> new Parent(one.journal(), 0, one.genesis()));
            Optional<Salvage.Left> heardOf = lastHeardOf(known);
            if (heardOf.isPresent() && !(recordsLost && beginning.isPresent())) {
                Salvage.Left file = heardOf.get();
                UUID journal = file.journal().journalId();
                Optional<FoundRow> last = rows()
                        .filter(row -> row.journal().equals(file.journal()))
                        .max(FoundRow.IN_ORDER);
                return Optional.of(last
                        .map(row -> new Parent(journal, row.seq(), row.again().get().hash()))
                        .orElseGet(() -> new Parent(journal, file.acked().seq(), file.acked().hash())));
            }
            return beginning;
        }

        /// What is left of the journal that head office knows: the one of before the first damage. A file that took the
        /// place of a damaged one had a journal of its own, which nobody was told of.
        private Optional<Salvage.Left> lastHeardOf(Optional<KnownJournals> known) {
            return known.flatMap(one -> one.of(lane))
                    .flatMap(one -> lefts().filter(file -> file.journal().journalId().equals(one.journal()))
                            .findFirst())
                    .or(() -> left.stream().findFirst().flatMap(one -> one));
        }
    }

    /// How a lane goes on.
    ///
    /// @param journal the new one
    /// @param parent where it leaves off; absent if nothing is known of the time before
    /// @param recovered rows that were found and stand in it again
    /// @param lost rows that are known to have been there and could not be read anywhere; those that the mirror had count
    ///        only if it could not be opened
    public record OfLane(JournalKey journal, @Nullable Parent parent, long recovered, long lost) {}

    /// What came of it.
    ///
    /// @param asides where the files of before are, oldest first: none if there was none, more than one if the file in the
    /// place of a damaged one was damaged, too
    public record Report(String cause, String evidence, List<Path> asides, List<OfLane> lanes) {
        public Report {
            asides = List.copyOf(asides);
            lanes = List.copyOf(lanes);
        }

        /// One line for people.
        public String inWords() {
            return evidence + "; " + lanes.stream()
                    .map(lane -> lane.journal.lane().wireName() + ": " + lane.recovered + " rows recovered"
                            + (lane.lost == 0 ? "" : ", " + lane.lost + " not readable"))
                    .collect(Collectors.joining("; "))
                    + switch (asides.size()) {
                        case 0 -> "";
                        case 1 -> "; the file of before is in " + asides.getFirst();
                        default -> "; the files of before are in "
                                + asides.stream().map(Path::toString).collect(Collectors.joining(", "));
                    };
        }
    }
}
