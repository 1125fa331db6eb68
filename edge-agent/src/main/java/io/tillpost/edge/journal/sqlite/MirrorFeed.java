package io.tillpost.edge.journal.sqlite;

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
import org.jspecify.annotations.Nullable;

/// Keeps the tail mirror in step with what is committed: what was answered is in the mirror, and what is in the mirror was
/// committed (docs/decisions/0021). Where the mirror's device fails the journal goes on, and the mirror is made anew when
/// it is back. For the writer's thread; [#state] for all.
final class MirrorFeed {
    private static final Logger LOG = System.getLogger(MirrorFeed.class.getName());
    /// A till waits no longer than so many rows take, while the mirror is being made anew.
    private static final int ROWS_AT_ONCE = 256;
    private static final String BEHIND = "mirror.behind";

    private final @Nullable Path folder;
    /// Beside the journal: there while the mirror lacks something.
    private final Path behind;
    private final String tenant;
    private final String store;
    private final Lanes lanes;
    private volatile State state = State.OFF;
    private volatile String reason = "";
    private @Nullable Mirror mirror;
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
        /// Its device fails, or it is another store's.
        FAILED
    }

    MirrorFeed(@Nullable Path folder, Path journalFolder, String tenant, String store, Lanes lanes) {
        this.folder = folder;
        this.behind = journalFolder.resolve(BEHIND);
        this.tenant = tenant;
        this.store = store;
        this.lanes = lanes;
    }

    /// Whether a mirror may lack rows that were answered.
    static boolean isBehind(Path journalFolder) {
        return Files.exists(journalFolder.resolve(BEHIND));
    }

    State state() {
        return state;
    }

    /// Why it fails; empty unless it does.
    String reason() {
        return reason;
    }

    /// Goes on with the mirror that is there, or begins one. What a crash between commit and mirror has left out is put
    /// in at once if it is little.
    ///
    /// @param looked how far the mirror goes, if somebody has just looked
    void begin(Sql sql, Optional<MirrorSurvey> looked) {
        Path path = folder;
        if (path == null) {
            return;
        }
        try {
            requireOurs(path);
            MirrorSurvey there = looked.isPresent() ? looked.get() : MirrorSurvey.of(new MirrorFolder(path));
            mirror = Mirror.resume(path, note(sql), there.contents());
            JournalKey present = lanes.key(sql, Lane.FIN);
            following = present;
            older = true;
            Acked acked = JournalTable.acked(sql, Lane.FIN);
            ackedSeen = acked.seq();
            Optional<MirrorSurvey.Run> run = there.of(present);
            lastSeq = Math.max(run.map(MirrorSurvey.Run::last).orElse(0L), acked.seq());
            state = State.CATCHING_UP;
            if (run.isPresent()) {
                older = false;
                if (run.get().first() > acked.seq() + 1 || Files.exists(behind) || !fits(sql, run.get())) {
                    anew(sql);
                }
            }
            follow(sql, lanes.head(sql, Lane.FIN).seq(), null, List.of());
        } catch (IOException e) {
            failed(e);
        }
    }

    private boolean fits(Sql sql, MirrorSurvey.Run run) {
        return run.last() <= lanes.head(sql, Lane.FIN).seq()
                && lanes.hashAt(sql, Lane.FIN, run.last()).equals(Optional.of(run.hash()));
    }

    private void requireOurs(Path path) throws IOException {
        Optional<MirrorNote> there = new MirrorFolder(path).note();
        if (there.isPresent() && !there.get().isOf(tenant, store)) {
            throw new IOException(path + " holds the mirror of store " + there.get().tenant() + "/"
                    + there.get().store() + "; it is left alone");
        }
    }

    private MirrorNote note(Sql sql) {
        return MirrorNote.of(tenant, store, KeyTable.wrapped(sql));
    }

    /// Makes it anew from what the journal has: what was there goes when that is done.
    private void anew(Sql sql) throws IOException {
        Path path = folder;
        if (path == null) {
            return;
        }
        closeQuietly();
        requireOurs(path);
        mirror = Mirror.anew(path, note(sql));
        older = true;
        following = lanes.key(sql, Lane.FIN);
        lastSeq = JournalTable.acked(sql, Lane.FIN).seq();
        ackedSeen = lastSeq;
        state = State.CATCHING_UP;
        reason = "";
    }

    /// Tries again after a failure, or makes the mirror anew because keys are to go or rows are lacking.
    void again(Sql sql) {
        if (folder == null || state == State.OFF) {
            return;
        }
        try {
            anew(sql);
            follow(sql, lanes.head(sql, Lane.FIN).seq(), null, List.of());
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
                again(sql);
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
            mirror.note(MirrorNote.of(tenant, store, wrapped));
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(Exception why) {
        state = State.FAILED;
        reason = String.valueOf(why.getMessage() == null ? why : why.getMessage());
        LOG.log(Level.ERROR, "the tail mirror in {0} fails, selling goes on without it: {1}", folder, why);
        closeQuietly();
        try {
            Files.write(behind, new byte[0]);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "that the mirror is behind could not be noted: " + e);
        }
    }

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
    }
}
