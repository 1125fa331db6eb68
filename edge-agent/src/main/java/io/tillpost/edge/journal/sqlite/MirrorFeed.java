package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.edge.journal.disk.Headroom;
import io.tillpost.edge.journal.disk.NoRoomException;
import io.tillpost.edge.journal.mirror.Mirror;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.edge.journal.mirror.MirrorNote;
import io.tillpost.edge.journal.mirror.MirrorRow;
import io.tillpost.edge.journal.mirror.MirrorSurvey;
import io.tillpost.edge.journal.sqlite.EventTable.KeptRow;
import io.tillpost.edge.journal.sqlite.JournalTable.Acked;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the tail mirror in step with what is committed: what was answered is in the mirror, and what is in the mirror was
/// committed (docs/decisions/0021). Where the mirror's device fails the journal goes on, and the mirror is made anew when
/// it is back. For the writer's thread; [#state] for all.
final class MirrorFeed {
    private static final Logger LOG = System.getLogger(MirrorFeed.class.getName());
    /// A till waits no longer than so many rows take, while the mirror is being made anew.
    private static final int ROWS_AT_ONCE = 256;
    private static final String BEHIND = "mirror.behind";
    private static final String KEEP_FIRST = "mirror.keep";
    /// So many of the newest rows say how long one is.
    private static final int ROWS_MEASURED = 1_000;
    /// What a record has beside its row, and more.
    private static final int RECORD_BYTES = 160;
    /// What the open segment has in zeros, and the files beside it.
    private static final long SPARE_BYTES = 2L << 20;

    private final @Nullable Path folder;
    private final Headroom headroom;
    /// Beside the journal: there while the mirror lacks something.
    private final Path behind;
    /// Beside the journal: there while what the mirror has is to be put aside first.
    private final Path keepFirst;
    private final Path journalFolder;
    private final MirrorOwner owner;
    private final Lanes lanes;
    private final Consumer<String> onLostTail;
    private volatile State state = State.OFF;
    private volatile String reason = "";
    private volatile boolean lacksRoom;
    private @Nullable Mirror mirror;
    /// The shape of a mirror that was looked at and has nothing that the file lacks.
    private String harmless = "";
    /// That of one that has to be put aside: it is not read again for that.
    private String broken = "";
    /// Whether what the mirror has written stands beside an older one that still counts.
    private boolean unfinished;
    private @Nullable JournalKey following;
    private boolean older;
    private long lastSeq;
    private long ackedSeen;

    enum State {
        /// There is none, or it waits for the journal's recovery.
        OFF,
        /// Everything that was answered is in it.
        IN_STEP,
        /// It is being made anew.
        CATCHING_UP,
        /// Its device fails, or it is another store's or box's.
        FAILED
    }

    /// @param limits when there is too little room; absent: nobody looks
    /// @param onLostTail hears that a mirror that was out of reach at the start has rows which the file lacks, and in words
    /// which; it is left as it is then
    MirrorFeed(@Nullable Path folder, Path journalFolder, Origin origin, Lanes lanes,
            @Nullable DiskLimits limits, Consumer<String> onLostTail) {
        this.folder = folder;
        this.headroom = new Headroom(journalFolder, limits);
        this.behind = journalFolder.resolve(BEHIND);
        this.keepFirst = journalFolder.resolve(KEEP_FIRST);
        this.journalFolder = journalFolder;
        this.owner = MirrorOwner.of(origin, journalFolder);
        this.lanes = lanes;
        this.onLostTail = onLostTail;
    }

    /// Whether a mirror may lack rows that were answered.
    static boolean isBehind(Path journalFolder) {
        return Files.exists(journalFolder.resolve(BEHIND));
    }

    State state() {
        return state;
    }

    /// Why it fails, or is not made anew; empty unless that is so.
    String reason() {
        return reason;
    }

    /// Whether it has to be made anew and there is no room for that: what is there is kept, and gone on with if it can be.
    boolean lacksRoom() {
        return lacksRoom;
    }

    /// Goes on with the mirror that is there, or begins one. What a crash between commit and mirror has left out is put
    /// in at once if it is little.
    ///
    /// @param looked how far the mirror goes, if somebody has just looked
    /// @param read whether what is there was looked at for rows that the file lacks
    void begin(Sql sql, Optional<MirrorSurvey> looked, boolean read) {
        Path path = folder;
        if (path == null) {
            return;
        }
        try {
            var there = new MirrorFolder(path);
            if (!read || Files.exists(keepFirst)) {
                requireNothingLost(sql, path);
            }
            owner.claim(there);
            boolean dropped = there.dropUnfinished();
            MirrorSurvey survey = looked.isPresent() && !dropped ? looked.get() : MirrorSurvey.of(there);
            Acked acked = JournalTable.acked(sql, Lane.FIN);
            Optional<MirrorSurvey.Run> run = survey.of(lanes.key(sql, Lane.FIN));
            if (run.isPresent() && (run.get().first() > acked.seq() + 1 || Files.exists(behind)
                    || !fits(sql, run.get()))) {
                anew(sql);
            } else {
                resume(sql, path, survey, acked, run);
            }
            follow(sql, lanes.head(sql, Lane.FIN).seq(), null, List.of());
        } catch (IOException e) {
            failed(e);
        }
    }

    private void resume(Sql sql, Path path, MirrorSurvey there, Acked acked,
            Optional<MirrorSurvey.Run> run) throws IOException {
        mirror = Mirror.resume(path, note(sql), there.contents());
        following = lanes.key(sql, Lane.FIN);
        older = run.isEmpty();
        ackedSeen = acked.seq();
        lastSeq = Math.max(run.map(MirrorSurvey.Run::last).orElse(0L), acked.seq());
        state = State.CATCHING_UP;
    }

    private boolean fits(Sql sql, MirrorSurvey.Run run) {
        return run.last() <= lanes.head(sql, Lane.FIN).seq()
                && lanes.hashAt(sql, Lane.FIN, run.last()).equals(Optional.of(run.hash()));
    }

    private MirrorNote note(Sql sql) {
        return MirrorNote.of(owner.tenant(), owner.store(), KeyTable.wrapped(sql));
    }

    /// Makes it anew from what the journal has: what was there goes when that is done, and is not touched if it fails.
    private void anew(Sql sql) throws IOException {
        Path path = folder;
        if (path == null) {
            return;
        }
        owner.claim(new MirrorFolder(path));
        if (unfinished) {
            closeQuietly();
        }
        if (mirror == null) {
            // Also what an attempt before a restart has left.
            var _ = new MirrorFolder(path).dropUnfinished();
        }
        requireRoom(sql, path);
        closeQuietly();
        mirror = Mirror.anew(path, note(sql));
        unfinished = true;
        lacksRoom = false;
        older = true;
        following = lanes.key(sql, Lane.FIN);
        lastSeq = JournalTable.acked(sql, Lane.FIN).seq();
        ackedSeen = lastSeq;
        state = State.CATCHING_UP;
        reason = "";
    }

    /// What a stick that was not there, or another one, has of this box is its only copy perhaps: it is recovered from before
    /// anything there is replaced. What cannot be read is put aside first.
    private void requireNothingLost(Sql sql, Path path) throws IOException {
        var there = new MirrorFolder(path);
        owner.require(there);
        String shape = there.shape();
        if (shape.isEmpty()) {
            // Also what died after it was put aside.
            Files.deleteIfExists(keepFirst);
            return;
        }
        boolean toKeep = Files.exists(keepFirst);
        if (!toKeep && shape.equals(harmless)) {
            return;
        }
        if (!(toKeep && shape.equals(broken)) && there.note().isPresent()) {
            MirrorTail tail = MirrorTail.of(path, owner);
            Optional<String> lost = tail.shows(sql, lanes);
            if (lost.isPresent()) {
                onLostTail.accept(lost.get());
                throw new IOException(lost.get() + "; they are recovered at the next start");
            }
            if (!toKeep && tail.isWhole()) {
                harmless = shape;
                return;
            }
        }
        keepFirst(journalFolder);
        broken = shape;
        LOG.log(Level.WARNING,
                "the tail mirror cannot be read or opened as a whole; what it has is kept in {0}",
                there.putAside());
        Files.deleteIfExists(keepFirst);
    }

    /// What is in the mirror is to be put aside before another one is begun, also after a restart: it cannot be read or opened
    /// as a whole.
    static void keepFirst(Path journalFolder) {
        try {
            Files.write(journalFolder.resolve(KEEP_FIRST), new byte[0]);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "that the mirror has to be kept could not be noted: " + e);
        }
    }

    /// Nothing is begun that would fill the disk: what is sold needs the room more than a second copy of the mirror.
    private void requireRoom(Sql sql, Path path) throws IOException {
        DurableFile.folder(path);
        long last = lanes.head(sql, Lane.FIN).seq();
        long rows = last - JournalTable.acked(sql, Lane.FIN).seq();
        long each = lanes.table(sql, Lane.FIN).meanBytesAfter(sql, last - ROWS_MEASURED) + RECORD_BYTES;
        headroom.require("to make the mirror in " + path + " anew", path, rows * each + SPARE_BYTES);
    }

    /// Tries again after a failure, or makes the mirror anew because keys are to go or rows are lacking.
    void again(Sql sql) {
        Path path = folder;
        if (path == null || state == State.OFF) {
            return;
        }
        try {
            if (mirror == null) {
                requireNothingLost(sql, path);
            }
            anew(sql);
            follow(sql, lanes.head(sql, Lane.FIN).seq(), null, List.of());
        } catch (NoRoomException e) {
            if (mirror == null) {
                failed(e);
            } else {
                lacksRoom = true;
                reason = String.valueOf(e.getMessage());
                LOG.log(Level.WARNING, "the tail mirror goes on as it is: {0}", reason);
            }
        } catch (IOException | SqliteFailure e) {
            failed(e);
        }
    }

    /// Puts in what is committed and not in it yet, up to `headSeq`. Nothing comes out: a group is committed.
    ///
    /// @param present where the lane's rows lie; absent: the file is asked
    /// @param appended rows of the group. Taken if they are just what is missing; else the file is read, so that what came
    /// into the lane another way is mirrored, too
    void follow(Sql sql, long headSeq, @Nullable EventTable present, List<MirrorRow> appended) {
        Mirror open = mirror;
        if (open == null) {
            return;
        }
        try {
            if (areMissing(appended, headSeq)) {
                open.append(appended);
                lastSeq = headSeq;
                return;
            }
            JournalKey now = present == null ? lanes.key(sql, Lane.FIN) : present.key();
            if (!now.equals(following)) {
                following = now;
                lastSeq = JournalTable.acked(sql, Lane.FIN).seq();
                ackedSeen = lastSeq;
                older = true;
                state = State.CATCHING_UP;
            }
            if (lastSeq < headSeq) {
                copy(sql, open, headSeq);
            }
            if (state != State.IN_STEP && lastSeq >= headSeq) {
                inStep(open, now);
            }
        } catch (IOException | SqliteFailure e) {
            failed(e);
        }
    }

    /// In step, from the first to the last that is missing: numbers of a journal have no gaps.
    private boolean areMissing(List<MirrorRow> rows, long headSeq) {
        return state == State.IN_STEP && !rows.isEmpty() && rows.size() == headSeq - lastSeq
                && rows.getFirst().seq() == lastSeq + 1 && rows.getLast().seq() == headSeq
                && rows.stream().allMatch(row -> row.journal().equals(following));
    }

    private void copy(Sql sql, Mirror open, long headSeq) throws IOException {
        // In step it is one group, however large.
        long to = state == State.IN_STEP ? headSeq : Math.min(headSeq, lastSeq + ROWS_AT_ONCE);
        var rows = new ArrayList<MirrorRow>();
        EventTable table = lanes.table(sql, Lane.FIN);
        for (KeptRow row : table.kept(sql, lastSeq + 1, to)) {
            rows.add(new MirrorRow(table.key(), row.seq(), row.eventId(), row.type(), row.version(),
                    row.prev(), row.hash(), row.inClear() ? table.sealed(row) : row.body()));
        }
        open.append(rows);
        lastSeq = to;
    }

    private void inStep(Mirror open, JournalKey now) throws IOException {
        if (older) {
            open.dropOlder();
            open.onlyOf(now);
            older = false;
        }
        unfinished = false;
        Files.deleteIfExists(behind);
        state = State.IN_STEP;
    }

    /// Head office has more: what is not needed any more goes. If it has less, after it was restored, the mirror is made
    /// anew with what is lacking there again.
    void acknowledged(Sql sql) {
        Mirror open = mirror;
        if (open == null) {
            return;
        }
        try {
            long acked = JournalTable.acked(sql, Lane.FIN).seq();
            if (acked < ackedSeen) {
                // Where there was no room, somebody looks again in a while.
                if (!lacksRoom) {
                    again(sql);
                }
            } else if (state == State.IN_STEP && acked != ackedSeen) {
                open.acknowledged(lanes.key(sql, Lane.FIN), acked);
                ackedSeen = acked;
            }
        } catch (IOException | SqliteFailure e) {
            failed(e);
        }
    }

    /// The data keys are others now.
    void keys(List<WrappedKey> wrapped) {
        if (mirror == null) {
            return;
        }
        try {
            mirror.note(MirrorNote.of(owner.tenant(), owner.store(), wrapped));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(Exception why) {
        lacksRoom = why instanceof NoRoomException;
        reason = String.valueOf(why.getMessage() == null ? why : why.getMessage());
        LOG.log(Level.ERROR, "the tail mirror in {0} fails, selling goes on without it: {1}", folder, why);
        // Where the journal itself could not be read, what is there already may be needed soon.
        boolean comesToNothing = unfinished && why instanceof IOException;
        closeQuietly();
        if (comesToNothing) {
            dropUnfinished();
        }
        try {
            Files.write(behind, new byte[0]);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "that the mirror is behind could not be noted: " + e);
        }
        state = State.FAILED;
    }

    /// The one of before is still there, and this one is begun again with all that is lacking.
    private void dropUnfinished() {
        Path path = folder;
        if (path == null) {
            return;
        }
        try {
            var there = new MirrorFolder(path);
            owner.require(there);
            var _ = there.dropUnfinished();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "what was made of a new mirror is deleted later: {0}", e.toString());
        }
    }

    /// What is not finished stays as it is, for a recovery at the next start.
    void close() {
        closeQuietly();
        if (state == State.IN_STEP) {
            state = State.OFF;
        }
    }

    private void closeQuietly() {
        Mirror open = mirror;
        mirror = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing the mirror", e);
            }
        }
        unfinished = false;
    }
}
