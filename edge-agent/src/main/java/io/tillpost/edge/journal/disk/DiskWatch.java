package io.tillpost.edge.journal.disk;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// Looks how much room there is, on a thread of its own: every ten seconds, and soon after so and so much was written.
/// Whoever writes only counts. Safe for use by all threads.
public final class DiskWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DiskWatch.class.getName());
    private static final long LOOK_SECONDS = 10;
    private static final long LOOK_AFTER_BYTES = 8L << 20;

    private final DiskSpace space;
    private final DiskLimits limits;
    private final Ballast ballast;
    private final AtomicLong written = new AtomicLong();
    private final Semaphore wake = new Semaphore(0);
    private final List<BiConsumer<DiskState, DiskSpace.Room>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile DiskState state = DiskState.ENOUGH;
    private volatile DiskSpace.Room room = new DiskSpace.Room(0, 0);

    /// Looks once, so that nothing new is begun on a disk that is full already.
    ///
    /// @param ballast where the journal is
    public DiskWatch(DiskSpace space, DiskLimits limits, Ballast ballast) {
        this.space = space;
        this.limits = limits;
        this.ballast = ballast;
        this.thread = Thread.ofPlatform().name("journal-disk").daemon().unstarted(this::loop);
        look();
    }

    /// Begins to look.
    public void start() {
        thread.start();
    }

    /// Hears of every change, on the watching thread; and of the present state at once if there is something to say.
    public void onChange(BiConsumer<DiskState, DiskSpace.Room> listener) {
        listeners.add(listener);
        if (state != DiskState.ENOUGH) {
            listener.accept(state, room);
        }
    }

    /// So many bytes more; costs nothing.
    public void wrote(long bytes) {
        if (written.addAndGet(bytes) >= LOOK_AFTER_BYTES) {
            written.set(0);
            wake.release();
        }
    }

    /// Something did not fit. True if there was ballast to give up: then what is open should be tried once more.
    public boolean didNotFit() {
        state = DiskState.FULL;
        wake.release();
        return ballast.giveUp();
    }

    /// As it was at the last look.
    public DiskState state() {
        return state;
    }

    /// As it was at the last look.
    public DiskSpace.Room room() {
        return room;
    }

    /// Looks now.
    public synchronized void look() {
        DiskState before = state;
        try {
            room = space.room();
            state = limits.judge(room, before);
            if (state.takesNewWork()) {
                ballast.make();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "how much room the disk has is not known: " + e);
        }
    }

    private void loop() {
        DiskState told = state;
        while (waited()) {
            try {
                told = tellNews(told);
            } catch (RuntimeException | Error e) {
                // Also where memory was short for a moment: nobody else watches.
                LOG.log(Level.ERROR, "the room on the journal's disk is looked at again in a moment", e);
            }
        }
    }

    /// Whether it is time for another look; not once it is closed.
    private boolean waited() {
        try {
            if (wake.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
                wake.drainPermits();
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private DiskState tellNews(DiskState told) {
        DiskState before = state;
        look();
        DiskState last = told;
        // What was full for a moment is told, too.
        if (before == DiskState.FULL && last != before) {
            tell(before);
            last = before;
        }
        if (state != last) {
            tell(state);
        }
        return state;
    }

    private void tell(DiskState now) {
        LOG.log(now == DiskState.ENOUGH ? Level.INFO : Level.WARNING,
                "room on the journal''s disk: {0}, {1} bytes free", now, room.freeBytes());
        for (var listener : listeners) {
            try {
                listener.accept(now, room);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a change of the disk''s state was not noted: {0}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
