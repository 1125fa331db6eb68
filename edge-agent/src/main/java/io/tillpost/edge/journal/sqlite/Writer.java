package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.JournalRefusedException.Reason;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
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

    private final Path database;
    private final Seal seal;
    private final Lanes lanes;
    private final Stamps stamps;
    private final IdSource ids;
    private final Failpoints failpoints;
    private final BlockingQueue<Ticket<?>> queue = new LinkedBlockingQueue<>();
    private final Semaphore places = new Semaphore(WAITING_MAX);
    private final Ticket<Boolean> lastTicket = new Ticket<>(_ -> true);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<AppendListener> inTheUnit = new CopyOnWriteArrayList<>();
    private final Object gate = new Object();
    private final Thread thread;
    private final Checkpoints checkpoints;
    /// Guarded by `gate`; why nothing is taken any more.
    private @Nullable JournalClosedException closed;
    private volatile boolean distrusted;
    /// Only the writer thread uses what follows. Null after a failure, until the next group opens it again.
    private @Nullable Sql sql;
    private Map<Lane, Head> committed;

    Writer(Path database, Sql sql, Seal seal, Lanes lanes, Stamps stamps, IdSource ids,
            Failpoints failpoints) {
        this.database = database;
        this.sql = sql;
        this.seal = seal;
        this.lanes = lanes;
        this.stamps = stamps;
        this.ids = ids;
        this.failpoints = failpoints;
        this.committed = lanes.heads(sql);
        this.checkpoints = new Checkpoints();
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

    /// Runs `work` in a group and waits until it is on disk.
    <T> T commit(Function<? super Unit, T> work) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("commit inside a unit of work: the writer would wait for itself");
        }
        places.acquireUninterruptibly();
        try {
            var ticket = new Ticket<T>(work);
            enqueue(ticket);
            return ticket.await();
        } finally {
            places.release();
        }
    }

    /// Takes nothing any more, for good: what is on disk or in memory cannot be trusted.
    void stop(JournalClosedException why) {
        distrusted = true;
        synchronized (gate) {
            if (closed == null) {
                closed = why;
            }
        }
        LOG.log(Level.ERROR, "the journal stops for good", why);
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
                RuntimeException reason = refusalOfAll();
                group.forEach(ticket -> ticket.refuse(reason));
            } else if (!group.isEmpty()) {
                runGroup(opened(), group);
            }
        } catch (SqliteFailure e) {
            dropConnection();
            RuntimeException reason = refusal(e);
            group.forEach(ticket -> ticket.refuse(reason));
        } catch (RuntimeException | Error e) {
            dropConnection();
            var reason = new JournalClosedException("the writer failed: " + e, e);
            stop(reason);
            group.forEach(ticket -> ticket.refuse(reason));
        }
    }

    private void runGroup(Sql sql, List<Ticket<?>> group) {
        sql.run("begin immediate");
        Map<Lane, Head> heads = committed;
        long granted = seal.reserveIfLow(sql);
        long bytes = 0;
        long written = 0;
        for (Ticket<?> ticket : group) {
            sql.run("savepoint unit");
            var unit = new Unit(sql, seal, lanes, stamps, ids, heads, inTheUnit);
            if (ticket.run(unit)) {
                heads = unit.heads();
                bytes += unit.appendedBytes();
                written += unit.writtenBytes();
            } else {
                sql.run("rollback to unit");
            }
            sql.run("release unit");
        }
        failpoints.reached("journal.before-commit");
        sql.run("commit");
        failpoints.reached("journal.after-commit");
        committed = heads;
        seal.granted(granted);
        group.forEach(Ticket::deliver);
        if (bytes > 0) {
            listeners.forEach(Writer::tell);
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

    private RuntimeException refusalOfAll() {
        synchronized (gate) {
            return closed == null ? new IllegalStateException("the journal is open") : closed;
        }
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
