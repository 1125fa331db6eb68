package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.protocol.journal.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks the whole file over in the background: SQLite's `quick_check` after a stop that was not clean, and the chain of all
/// rows and the seals of all records once a day at most. On a connection and a thread of its own and with pauses, so that
/// tills do not notice.
final class HealthCheck implements AutoCloseable {
    private static final Logger LOG = System.getLogger(HealthCheck.class.getName());
    /// A step is 200 rows, some milliseconds of one core.
    private static final long BREATH_MS = 10;
    /// A note costs an fsync.
    private static final int STEPS_PER_NOTE = 200;
    /// What keeps it from looking may be gone by then.
    private static final long RETRY_MS = 60_000;
    private static final String FINE = "ok";

    private final Path database;
    private final Lanes lanes;
    private final Seal seal;
    private final CheckNote note;
    private final Duration goodFor;
    private final boolean clean;
    private final Consumer<JournalClosedException> onDamage;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Sql sql;

    /// @param goodFor how long a whole check need not be repeated; zero: it is made now, without pauses
    /// @param clean whether the last run stopped in an orderly way
    HealthCheck(Path database, Lanes lanes, Seal seal, Clock clock, Duration goodFor, boolean clean,
            Consumer<JournalClosedException> onDamage) {
        this.database = database;
        this.lanes = lanes;
        this.seal = seal;
        this.note = new CheckNote(database, clock);
        this.goodFor = goodFor;
        this.clean = clean;
        this.onDamage = onDamage;
        this.thread = Thread.ofPlatform().name("journal-check").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!looked() && !rested(RETRY_MS)) {
            // From the beginning, but for what is noted.
        }
    }

    /// False if it broke off for a reason that may be gone another time.
    private boolean looked() {
        try (Sql opened = Sql.reader(database)) {
            sql = opened;
            if (stop.getCount() == 0 || (!clean && !quick(opened))) {
                return true;
            }
            do {
                boolean good = !goodFor.isZero() && note.isGood(goodFor);
                if (!good && all(opened) && records(opened) && !goodFor.isZero()) {
                    note.finished();
                }
            } while (!goodFor.isZero() && !rested(goodFor.toMillis()));
            return true;
        } catch (JournalDamagedException e) {
            onDamage.accept(new JournalClosedException("the journal was looked over: " + e.getMessage(), e));
            return true;
        } catch (SqliteFailure e) {
            if (stop.getCount() > 0 && e.kind() == SqliteFailure.Kind.UNTRUSTED) {
                onDamage.accept(new JournalClosedException(
                        "the journal was looked over: " + e.getMessage(), e));
                return true;
            }
            LOG.log(Level.DEBUG, "the look over the journal broke off", e);
            return false;
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: this thread has to outlive it.
            LOG.log(Level.ERROR, "the look over the journal failed, and is begun again", e);
            return false;
        }
    }

    /// One statement that reads every page.
    private boolean quick(Sql sql) {
        List<String> found = sql.words("pragma quick_check(3)");
        if (!found.equals(List.of(FINE))) {
            onDamage.accept(
                    new JournalClosedException("quick_check of " + database + ": " + found.getFirst()));
            return false;
        }
        return true;
    }

    private boolean all(Sql sql) {
        for (Lane lane : Lane.values()) {
            ChainCheck found = chain(sql, lane);
            if (found instanceof ChainCheck.Broken) {
                // A key that went while a row was being opened is no damage: damage is found twice.
                found = chain(sql, lane);
            }
            if (stop.getCount() == 0) {
                return false;
            }
            if (found instanceof ChainCheck.Broken(long seq, String detail)) {
                onDamage.accept(new JournalClosedException(
                        "journal " + lane.wireName() + " row " + seq + ": " + detail));
                return false;
            }
        }
        return true;
    }

    /// All records, each opened; false if it was stopped.
    private boolean records(Sql sql) {
        RecordWalk walk = goodFor.isZero() ? RecordWalk.all(seal) : note.walk(seal);
        for (int steps = 1; step(sql, walk); steps++) {
            boolean stopped = rested(goodFor.isZero() ? 0 : BREATH_MS);
            if (!goodFor.isZero() && (stopped || steps % STEPS_PER_NOTE == 0)) {
                note.cameTo(walk.at());
            }
            if (stopped) {
                return false;
            }
        }
        return true;
    }

    private static boolean step(Sql sql, RecordWalk walk) {
        try {
            return inOneState(sql, () -> walk.step(sql));
        } catch (JournalDamagedException e) {
            // A key that went while a record was being opened is no damage: damage is found twice.
            return inOneState(sql, () -> walk.step(sql));
        }
    }

    private ChainCheck chain(Sql sql, Lane lane) {
        ChainCheck last = new ChainCheck.Intact(1, 0);
        for (ChainWalk walk : inOneState(sql, () -> ChainWalk.all(sql, lanes, lane))) {
            while (inOneState(sql, () -> walk.step(sql))) {
                if (rested(goodFor.isZero() ? 0 : BREATH_MS)) {
                    return walk.result();
                }
            }
            last = walk.result();
            if (last instanceof ChainCheck.Broken) {
                break;
            }
        }
        return last;
    }

    private static <T> T inOneState(Sql sql, Supplier<T> question) {
        sql.run("begin");
        try {
            return question.get();
        } finally {
            if (!sql.isAborted()) {
                sql.run("rollback");
            }
        }
    }

    /// True when it is to stop.
    private boolean rested(long millis) {
        try {
            return stop.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /// Stops, in the middle of a statement if need be.
    @Override
    public void close() {
        stop.countDown();
        Sql open = sql;
        if (open != null) {
            open.abort();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
