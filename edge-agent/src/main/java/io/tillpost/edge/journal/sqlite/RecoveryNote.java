package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// That the journal in a folder is to go on as a fork, and why. Lies beside the journal from the moment that is known until
/// the fork is on disk, so that a crash on the way changes nothing.
///
/// @param cause see [io.tillpost.protocol.event.JournalForked]
/// @param evidence in words
/// @param aside the folder, beside the journal, that the file of before is in; absent: there was none, or it still is the
/// journal's
/// @param moved whether everything that belongs there is in it
/// @param answered where the lanes ended for whoever was answered, if that is known; what comes after was never promised
/// @param records `lost` where some of the file's records could not be taken over, and `told` once they were made anew from
/// the events that are left; absent: all were taken over
/// @param earlier where the file that took the place of a damaged, lost or restored one was damaged, too: the folders of
/// those put aside before and not through, oldest first; absent: this is the first damage
record RecoveryNote(String cause, String evidence, @Nullable String aside, boolean moved,
        List<Answered> answered, @Nullable String records, @Nullable List<String> earlier) {
    static final String DAMAGED = "damaged";
    static final String MISSING = "missing";
    static final String RESTORED = "restored";
    static final String TAIL_LOST = "tail-lost";
    private static final String FILE = "journal.recovery";
    private static final String LOST = "lost";
    private static final String TOLD = "told";
    private static final String THEN = "; then: ";

    RecoveryNote {
        answered = List.copyOf(answered);
        earlier = earlier == null ? null : List.copyOf(earlier);
    }

    RecoveryNote(String cause, String evidence, @Nullable String aside, boolean moved,
            List<Answered> answered) {
        this(cause, evidence, aside, moved, answered, null, null);
    }

    /// The last row of a journal that somebody was told of.
    record Answered(Lane lane, UUID journal, long seq) {}

    /// What lies in the folder. Throws [IOException] where it cannot be read.
    static Optional<RecoveryNote> in(Path folder) throws IOException {
        try {
            return Optional.of(Json.read(Files.readAllBytes(folder.resolve(FILE)), RecoveryNote.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (MalformedJsonException e) {
            throw new IOException(folder.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }

    void write(Path folder) throws IOException {
        DurableFile.replace(folder.resolve(FILE), Json.write(this));
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
        DurableFile.syncFolder(folder.resolve(FILE));
    }

    RecoveryNote into(String name, boolean done) {
        return new RecoveryNote(cause, evidence, name, done, answered, records, earlier);
    }

    RecoveryNote withRecordsLost() {
        return new RecoveryNote(cause, evidence, aside, moved, answered, LOST, earlier);
    }

    RecoveryNote withRecordsTold() {
        return new RecoveryNote(cause, evidence, aside, moved, answered, TOLD, earlier);
    }

    /// The present file is damaged. Changes nothing where that is known: a second damage of a file that is to be put aside
    /// says nothing new, nor does what the note says already; one of the file that took its place does.
    static void damaged(Path folder, String why, List<Answered> answered) throws IOException {
        Optional<RecoveryNote> there = in(folder);
        if (there.filter(note -> note.evidence.equals(why)).isPresent()) {
            return;
        }
        if (there.isEmpty()) {
            new RecoveryNote(DAMAGED, why, null, false, answered).write(folder);
        } else if (!there.get().isToBeMoved()) {
            there.get().again(why, answered).write(folder);
        }
    }

    /// The present file is to be put aside, too; what lies aside is still to be taken from. A backup's records are of an
    /// earlier time than the newest events: they are made anew.
    RecoveryNote again(String why, List<Answered> more) {
        int first = evidence.indexOf(THEN);
        var all = new ArrayList<>(answered);
        all.addAll(more);
        return new RecoveryNote(DAMAGED, (first < 0 ? evidence : evidence.substring(0, first)) + THEN + why,
                null, false, all, cause.equals(RESTORED) ? LOST : records, folders());
    }

    /// Whether the present file is one to be put aside.
    boolean isToBeMoved() {
        return !moved;
    }

    /// The folders of all files that were put aside and are not through, oldest first; where the first one was gone, its
    /// folder is one that is not there.
    List<String> folders() {
        var all = new ArrayList<String>(earlier == null ? List.of() : earlier);
        if (cause.equals(MISSING)) {
            all.add(MISSING);
        }
        if (aside != null) {
            all.add(aside);
        }
        return all;
    }

    /// Whether some of the file's records could not be taken over.
    boolean hasLostRecords() {
        return records != null;
    }

    /// Whether they are still to be made anew.
    boolean hasRecordsToTell() {
        return LOST.equals(records);
    }

    /// Whether the present file is the one that goes on, with what it lacks put in.
    boolean isInPlace() {
        return cause.equals(RESTORED) || cause.equals(TAIL_LOST);
    }
}
