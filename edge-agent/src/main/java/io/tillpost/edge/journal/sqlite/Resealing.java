package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.sqlite.Shelving.Spot;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Seals what is in clear or under an older data key with the current one, some rows at a time between the sales, and then
/// deletes the older keys. It remembers nothing: after a crash it looks again, and what is done is not done twice.
final class Resealing implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Resealing.class.getName());
    /// A sale that comes meanwhile waits for so many rows: some milliseconds.
    private static final int ROWS = 50;
    /// What one question to the reader looks at.
    private static final int WINDOW = 2_000;
    private static final long BREATH_MS = 10;
    private static final long RETRY_MS = 5_000;
    /// All is looked through again then.
    private static final long ROOM_RETRY_MS = 60_000;

    private final Writer writer;
    private final Reader reader;
    private final Seal seal;
    private final Lanes lanes;
    private final Runnable hourly;
    private final BooleanSupplier beforeKeysGo;
    private final Runnable afterKeysWent;
    private final Runnable anew;
    private final Semaphore wanted = new Semaphore(1);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean complete;

    /// @param hourly what is to be looked at now and then
    /// @param beforeKeysGo frees what is kept elsewhere from the older keys; false if something there still needs them
    /// @param afterKeysWent has it noted which keys are left
    /// @param anew writes the file anew, without what was in clear
    Resealing(Writer writer, Reader reader, Seal seal, Lanes lanes, Runnable hourly,
            BooleanSupplier beforeKeysGo, Runnable afterKeysWent, Runnable anew) {
        this.anew = anew;
        this.beforeKeysGo = beforeKeysGo;
        this.afterKeysWent = afterKeysWent;
        this.writer = writer;
        this.reader = reader;
        this.seal = seal;
        this.lanes = lanes;
        this.hourly = hourly;
        this.thread = Thread.ofPlatform().name("journal-resealing").daemon().unstarted(this::loop);
    }

    void start() {
        thread.start();
    }

    /// There is a newer key.
    void again() {
        complete = false;
        wanted.release();
    }

    /// Whether all is sealed with the current key.
    boolean complete() {
        return complete;
    }

    private void loop() {
        while (!closed()) {
            try {
                if (wanted.tryAcquire(1, TimeUnit.HOURS)) {
                    wanted.drainPermits();
                    untilDone();
                } else {
                    hourly.run();
                }
            } catch (JournalRefusedException e) {
                LOG.log(Level.INFO, "sealing anew waits: " + e.getMessage());
                rest(e.reason() == JournalRefusedException.Reason.BUSY ? RETRY_MS : ROOM_RETRY_MS);
                wanted.release();
            } catch (JournalClosedException | InterruptedException e) {
                return;
            } catch (JournalDamagedException | IllegalStateException e) {
                LOG.log(Level.ERROR, "older data keys are kept: " + e.getMessage());
            } catch (RuntimeException | Error e) {
                // Also where memory was short for a moment: this thread has to outlive it.
                LOG.log(Level.ERROR, "sealing anew failed, and is tried again", e);
                rest(ROOM_RETRY_MS);
                wanted.release();
            }
        }
    }

    private void untilDone() {
        hourly.run();
        complete = seal.ring().numbers().equals(List.of(Seal.NAMES, seal.current())) && !seal.clearLeft();
        while (!complete && !closed()) {
            // A pass that seals something is followed by one that makes sure.
            complete = pass();
        }
    }

    /// Looks at everything once. True when nothing was left to do, and the older keys are gone.
    boolean pass() {
        int key = seal.current();
        // A unit that took the key before is on disk when this returns.
        writer.nudge();
        long sealed = 0;
        for (Lane lane : Lane.values()) {
            for (JournalKey journal : reader.ask(sql -> all(sql, lane))) {
                sealed += events(journal, key);
            }
        }
        sealed += records(key);
        return sealed == 0 && !closed() && finished(key);
    }

    /// The lane's journals, and the one that is being made.
    private List<JournalKey> all(Sql sql, Lane lane) {
        var keys = new ArrayList<>(lanes.journals(sql, lane));
        NextTable.of(sql, lane).map(NextTable.Next::key).ifPresent(keys::add);
        return keys;
    }

    /// A journal may be sealed, or deleted, between two questions.
    private long events(JournalKey journal, int key) {
        long seq = reader.ask(sql -> lanes.table(sql, journal).flatMap(table -> table.firstSeq(sql)))
                .orElse(1L);
        long last = reader.ask(sql -> lanes.table(sql, journal).flatMap(table -> table.last(sql)))
                .map(Head::seq)
                .orElse(0L);
        long sealed = 0;
        for (; seq <= last && !closed(); seq += WINDOW) {
            long from = seq;
            long to = Math.min(last, seq + WINDOW - 1);
            List<Long> older = reader.ask(sql -> lanes.table(sql, journal)
                    .map(table -> table.older(sql, from, to, key))
                    .orElse(List.of()));
            for (int i = 0; i < older.size() && !closed(); i += ROWS) {
                List<Long> some = older.subList(i, Math.min(older.size(), i + ROWS));
                sealed += writer.commit(unit -> {
                    lanes.table(unit.sql, journal)
                            .ifPresent(table -> some.forEach(
                                    one -> unit.rewrote(table.reseal(unit.sql, one))));
                    return some.size();
                });
                rest(BREATH_MS);
            }
        }
        return sealed;
    }

    private long records(int key) {
        long sealed = 0;
        var from = new Spot("", "", 0);
        List<Spot> window = window(from);
        while (!window.isEmpty() && !closed()) {
            List<Spot> older = window.stream().filter(spot -> spot.sealedWith() < key).toList();
            for (int i = 0; i < older.size() && !closed(); i += ROWS) {
                List<Spot> some = older.subList(i, Math.min(older.size(), i + ROWS));
                sealed += writer.commit(unit -> {
                    some.forEach(spot -> unit.rewrote(Shelving.reseal(unit.sql, seal, spot)));
                    return some.size();
                });
                rest(BREATH_MS);
            }
            window = window(window.getLast());
        }
        return sealed;
    }

    private List<Spot> window(Spot after) {
        return reader.ask(sql -> Shelving.after(sql, after, WINDOW));
    }

    private boolean finished(int key) {
        List<Integer> older = seal.ring()
                .numbers()
                .stream()
                .filter(number -> number != Seal.NAMES && number < key)
                .toList();
        if (!older.isEmpty() || seal.clearLeft()) {
            if (!beforeKeysGo.getAsBoolean()) {
                return false;
            }
            if (seal.clearLeft()) {
                anew.run();
            }
            var _ = writer.commit(unit -> {
                KeyTable.delete(unit.sql, older);
                return unit.sql.update("update run set clear_left = 0");
            });
            afterKeysWent.run();
            seal.forget(older);
            seal.nothingLeftInClear();
            writer.emptyLogSoon();
            // The log is emptied after the first of these is answered, and before the second one runs.
            writer.nudge();
            writer.nudge();
        }
        return key == seal.current();
    }

    private boolean closed() {
        return stop.getCount() == 0;
    }

    private void rest(long millis) {
        try {
            var _ = stop.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stop.countDown();
        }
    }

    /// Stops after the rows at hand; the next start goes on.
    @Override
    public void close() {
        stop.countDown();
        wanted.release();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
