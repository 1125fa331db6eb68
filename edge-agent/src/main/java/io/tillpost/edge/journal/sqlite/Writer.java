package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.JournalRefusedException.Reason;
import io.tillpost.edge.journal.disk.DiskWatch;
import io.tillpost.edge.journal.mirror.MirrorRow;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one thread that writes. It takes all units that wait, runs each in a savepoint of one transaction, commits with
/// an fsync, and only then tells their callers.
final class Writer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Writer.class.getName());
    /// So that the first of a group does not wait long for the last.
    private static final int GROUP_MAX = 128;
    /// A caller beyond this many waits for a place in the queue.
    private static final int WAITING_MAX = 1_024;
    private static final Head NOTHING = new Head(0, Hash.of(new byte[Hash.LENGTH_BYTES]));

    /// What stands by the writer.
    ///
    /// @param disk absent: nobody looks for room
    record Guards(MirrorFeed mirror, @Nullable DiskWatch disk, Checkpoints checkpoints,
            Failpoints failpoints) {}

    private final Guards guards;
    private final Path database;
    private final Seal seal;
    private final Lanes lanes;
    private final Stamps stamps;
    private final IdSource ids;
    private final BlockingQueue<Ticket<?>> queue = new LinkedBlockingQueue<>();
    private final Semaphore places = new Semaphore(WAITING_MAX);
    private final Ticket<Boolean> lastTicket = new Ticket<>(_ -> true);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<AppendListener> inTheUnit = new CopyOnWriteArrayList<>();
    private final List<Consumer<JournalClosedException>> onStop = new CopyOnWriteArrayList<>();
    /// Work on the connection between two groups, when everything on it is committed.
    private final Queue<Consumer<Sql>> chores = new ConcurrentLinkedQueue<>();
    private final Object gate = new Object();
    private final Thread thread;
    private final Checkpoints checkpoints;
    /// Guarded by `gate`; why nothing is taken any more.
    private @Nullable JournalClosedException closed;
    private volatile boolean distrusted;
    /// Only the writer thread uses what follows. Null after a failure, until the next group opens it again.
    private @Nullable Sql sql;
    private Map<Lane, Head> committed;
    /// The tables of the lanes' present journals, as far as a committed unit has asked for them.
    private Map<Lane, EventTable> tables = Map.of();
    private volatile Map<Lane, Head> answered = Map.of();

    Writer(Path database, Sql sql, Seal seal, Lanes lanes, Stamps stamps, IdSource ids, Guards guards) {
        this.guards = guards;
        this.database = database;
        this.sql = sql;
        this.seal = seal;
        this.lanes = lanes;
        this.stamps = stamps;
        this.ids = ids;
        this.committed = lanes.heads(sql);
        this.answered = committed;
        this.checkpoints = guards.checkpoints;
        this.thread = Thread.ofPlatform().name("journal-writer").unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /// The write-ahead log is emptied after the next commit: it still holds what was written in clear.
    void emptyLogSoon() {
        checkpoints.emptySoon();
    }

    void onAppend(Runnable listener) {
        listeners.add(listener);
    }

    void inTheUnit(AppendListener listener) {
        inTheUnit.add(listener);
    }

    /// Hears once when the journal stops for good, on whichever thread found out.
    void onStop(Consumer<JournalClosedException> listener) {
        onStop.add(listener);
        JournalClosedException why;
        synchronized (gate) {
            why = distrusted ? closed : null;
        }
        if (why != null) {
            listener.accept(why);
        }
    }

    /// Where the lanes end for everybody who was answered.
    Map<Lane, Head> answered() {
        return answered;
    }

    /// Does something on the writer's connection between two groups, and waits for it. What it throws comes out here; if
    /// SQLite cannot be trusted after it, the journal stops.
    void between(Consumer<Sql> chore) {
        var done = new CompletableFuture<Boolean>();
        chores.add(sql -> {
            try {
                chore.accept(sql);
                done.complete(true);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                if (e instanceof SqliteFailure failure && failure.kind() == SqliteFailure.Kind.UNTRUSTED) {
                    // As after a unit of work: what the connection holds in memory cannot be trusted.
                    throw failure;
                }
            }
        });
        nudge();
        // Done before the group after this one was answered.
        nudge();
        try {
            var _ = done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /// Runs `work` in a group and waits until it is on disk.
    <T> T commit(Function<? super Unit, T> work) {
        return done(new Ticket<T>(work));
    }

    /// Lets come what comes after a group, without a unit of work, and waits for that of the group before: the mirror goes
    /// on, chores are done, the log is emptied.
    void nudge() {
        var _ = done(Ticket.nudge());
    }

    private <T> T done(Ticket<T> ticket) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("commit inside a unit of work: the writer would wait for itself");
        }
        places.acquireUninterruptibly();
        try {
            enqueue(ticket);
            return ticket.await();
        } finally {
            places.release();
        }
    }

    /// Takes nothing any more, for good: what is on disk or in memory cannot be trusted.
    void stop(JournalClosedException why) {
        boolean first;
        synchronized (gate) {
            first = !distrusted && closed == null;
            distrusted = true;
            if (closed == null) {
                closed = why;
            }
        }
        LOG.log(Level.ERROR, "the journal stops for good", why);
        if (first) {
            onStop.forEach(listener -> listener.accept(why));
        }
    }

    /// Finishes what waits, then closes the file.
    @Override
    public void close() {
        synchronized (gate) {
            if (closed == null) {
                closed = new JournalClosedException("the journal was closed");
            }
            queue.add(lastTicket);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(Ticket<?> ticket) {
        synchronized (gate) {
            if (closed != null) {
                throw new JournalClosedException(String.valueOf(closed.getMessage()), closed);
            }
            queue.add(ticket);
        }
    }

    private void loop() {
        var group = new ArrayList<Ticket<?>>(GROUP_MAX);
        boolean last = false;
        while (!last) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                // Nobody but close() may end this thread, and it does not interrupt.
                continue;
            }
            queue.drainTo(group, GROUP_MAX - 1);
            last = group.remove(lastTicket);
            step(group);
            group.clear();
        }
        finish();
    }

    /// Runs one group. Nothing comes out: whoever waits is told.
    private void step(List<Ticket<?>> group) {
        try {
            if (distrusted) {
                refuseAll(group);
            } else if (group.stream().anyMatch(Ticket::writes)) {
                runGroup(opened(), group);
            } else if (!group.isEmpty()) {
                nudged(opened(), group);
            }
        } catch (SqliteFailure e) {
            dropConnection();
            if (e.kind() == SqliteFailure.Kind.FULL && guards.disk != null && guards.disk.didNotFit()) {
                // The ballast made room for what is open; new work is refused in the units from now on.
                step(group);
                return;
            }
            RuntimeException reason = refusal(e);
            group.forEach(ticket -> ticket.refuse(reason));
        } catch (RuntimeException | Error e) {
            dropConnection();
            var reason = new JournalClosedException("the writer failed: " + e, e);
            stop(reason);
            group.forEach(ticket -> ticket.refuse(reason));
        }
    }

    private void nudged(Sql sql, List<Ticket<?>> group) {
        guards.failpoints.reached("journal.nudged");
        follow(sql, List.of());
        if (!maySay()) {
            refuseAll(group);
            return;
        }
        group.forEach(Ticket::deliver);
        afterwards(sql, 0);
    }

    private void runGroup(Sql sql, List<Ticket<?>> group) {
        sql.run("begin immediate");
        Unit.Ends ends = new Unit.Ends(committed, tables);
        long granted = seal.reserveIfLow(sql);
        var financial = new ArrayList<MirrorRow>();
        boolean acknowledged = false;
        long bytes = 0;
        long written = 0;
        boolean any = false;
        // What fails alone is rolled back with the transaction.
        boolean together = group.size() > 1;
        for (Ticket<?> ticket : group) {
            if (together) {
                sql.run("savepoint unit");
            }
            var unit = new Unit(sql, seal, lanes, stamps, ids, ends, inTheUnit);
            if (ticket.run(unit)) {
                any |= ticket.writes();
                ends = unit.ends();
                financial.addAll(unit.financial());
                acknowledged |= unit.hasAcknowledged();
                granted += unit.reserved();
                bytes += unit.appendedBytes();
                written += unit.writtenBytes();
            } else if (together) {
                sql.run("rollback to unit");
            }
            if (together) {
                sql.run("release unit");
            }
        }
        if (!any) {
            // A commit would write the pages that were touched: refusals must not fill the disk.
            sql.run("rollback");
            group.forEach(Ticket::deliver);
            afterwards(sql, 0);
            return;
        }
        guards.failpoints.reached("journal.before-commit");
        sql.run("commit");
        guards.failpoints.reached("journal.after-commit");
        committed = ends.heads();
        tables = ends.tables();
        seal.granted(granted);
        follow(sql, financial);
        guards.failpoints.reached("journal.after-mirror");
        if (!maySay()) {
            refuseAll(group);
            return;
        }
        group.forEach(Ticket::deliver);
        if (bytes > 0) {
            listeners.forEach(Writer::tell);
        }
        if (acknowledged) {
            guards.mirror.acknowledged(sql);
        }
        afterwards(sql, written);
    }

    /// The mirror goes on to where the journal ends.
    private void follow(Sql sql, List<MirrorRow> financial) {
        guards.mirror.follow(sql, committed.getOrDefault(Lane.FIN, NOTHING).seq(), tables.get(Lane.FIN),
                financial);
    }

    /// Whether those who wait may be told: not if somebody has said meanwhile that the file cannot be trusted, and has noted
    /// up to where it was answered. What comes after that stays out at the next start.
    private boolean maySay() {
        synchronized (gate) {
            if (!distrusted) {
                answered = committed;
            }
            return !distrusted;
        }
    }

    /// Nobody waits for this.
    private void afterwards(Sql sql, long written) {
        if (guards.disk != null) {
            guards.disk.wrote(written);
        }
        for (Consumer<Sql> chore = chores.poll(); chore != null; chore = chores.poll()) {
            chore.accept(sql);
        }
        checkpoint(sql, written);
    }

    /// The group is on disk and answered; a failure here concerns only what comes later.
    private void checkpoint(Sql sql, long writtenBytes) {
        try {
            checkpoints.after(sql, writtenBytes);
        } catch (SqliteFailure e) {
            dropConnection();
            var reason = refusal(e);
            LOG.log(Level.WARNING, "checkpoint: " + reason.getMessage());
        }
    }

    private RuntimeException refusal(SqliteFailure failure) {
        String says = failure.getMessage();
        return switch (failure.kind()) {
            case FULL -> new JournalRefusedException(Reason.DISK_FULL,
                    "no room for the journal at " + database + "; free some, then try again", failure);
            case BUSY -> new JournalRefusedException(Reason.BUSY,
                    "another program holds " + database + "; close it, then try again", failure);
            case CONSTRAINT, UNTRUSTED -> {
                var reason = new JournalClosedException("SQLite failed on " + database + " (" + says
                        + "); what it holds in memory cannot be trusted", failure);
                stop(reason);
                yield reason;
            }
        };
    }

    private Sql opened() {
        if (sql != null) {
            return sql;
        }
        Sql fresh = Sql.writer(database);
        sql = fresh;
        Map<Lane, Head> found = lanes.heads(fresh);
        if (!found.equals(committed)) {
            throw new IllegalStateException(
                    "after reopening, the journal ends at " + found + ", expected " + committed);
        }
        return fresh;
    }

    private void refuseAll(List<Ticket<?>> group) {
        RuntimeException reason;
        synchronized (gate) {
            reason = closed == null ? new IllegalStateException("the journal is open") : closed;
        }
        group.forEach(ticket -> ticket.refuse(reason));
    }

    /// A statement that has failed for lack of room is never used again, so the whole connection goes.
    private void dropConnection() {
        Sql old = sql;
        sql = null;
        if (old != null) {
            try {
                old.close();
            } catch (SqliteFailure e) {
                LOG.log(Level.DEBUG, "closing after a failure", e);
            }
        }
    }

    private void finish() {
        guards.mirror.close();
        Sql open = sql;
        if (open == null || distrusted) {
            dropConnection();
            return;
        }
        try {
            open.run("update run set stopped_cleanly = 1");
            var _ = open.pragma("wal_checkpoint(truncate)");
        } catch (SqliteFailure e) {
            LOG.log(Level.WARNING, "closing was not finished (" + e.getMessage()
                    + "); nothing is lost, and the next start takes longer");
        }
        dropConnection();
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "listener to the journal failed", e);
        }
    }
}
