package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.disk.DiskSpace;
import io.tillpost.edge.journal.disk.DiskState;
import io.tillpost.edge.journal.disk.DiskWatch;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Looks after what stands by the journal, on a thread of its own: makes the mirror anew when its device is back, and tells
/// people of what is wrong, once, and when it is over.
final class Care implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Care.class.getName());
    private static final long TICK_MS = 2_000;
    private static final long MIRROR_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(30);
    /// Between two steps in which the mirror catches up.
    private static final long BREATH_MS = 5;

    private final Writer writer;
    private final MirrorFeed mirror;
    private final @Nullable DiskWatch disk;
    private final Checkpoints checkpoints;
    private final LongSupplier nanos;
    private final Semaphore wake = new Semaphore(0);
    private final Object gate = new Object();
    /// Guarded by `gate`: by subject, what is wrong; empty if nothing is.
    private final Map<String, Optional<Wrong>> now = new HashMap<>();
    /// Guarded by `gate`: by subject, what was told.
    private final Map<String, Optional<Wrong>> told = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Trouble listener;
    private long mirrorTriedAt;

    private record Wrong(String kind, String evidence) {}

    Care(Writer writer, MirrorFeed mirror, @Nullable DiskWatch disk, Checkpoints checkpoints,
            LongSupplier nanos) {
        this.writer = writer;
        this.mirror = mirror;
        this.disk = disk;
        this.checkpoints = checkpoints;
        this.nanos = nanos;
        this.mirrorTriedAt = nanos.getAsLong();
        this.thread = Thread.ofPlatform().name("journal-care").daemon().unstarted(this::loop);
        for (String subject : new String[]{"disk", "mirror", "write-ahead-log", "backup"}) {
            now.put(subject, Optional.empty());
        }
    }

    void start() {
        if (disk != null) {
            disk.onChange(this::diskChanged);
        }
        thread.start();
    }

    /// From now on `told` hears of everything.
    void listener(Trouble trouble) {
        listener = trouble;
        wake.release();
    }

    /// Something is wrong, or not any more.
    void say(String subject, @Nullable String kind, String evidence) {
        synchronized (gate) {
            now.put(subject, kind == null ? Optional.empty() : Optional.of(new Wrong(kind, evidence)));
        }
        wake.release();
    }

    private void diskChanged(DiskState state, DiskSpace.Room room) {
        String free = room.freeBytes() + " of " + room.totalBytes() + " bytes are free";
        switch (state) {
            case ENOUGH -> say("disk", null, "");
            case LOW -> say("disk", "disk-low", free);
            case NEARLY_FULL -> say("disk", "disk-full", free + "; no sale and no shift is begun");
            case FULL -> say("disk", "disk-full", "something did not fit: " + free);
        }
        // What was full for a moment is told, too.
        tell();
    }

    private void loop() {
        while (!closed) {
            try {
                if (wake.tryAcquire(TICK_MS, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
                if (!closed) {
                    tick();
                }
            } catch (InterruptedException | JournalClosedException e) {
                return;
            } catch (JournalRefusedException e) {
                LOG.log(Level.INFO, "care for the journal waits: {0}", e.getMessage());
            } catch (RuntimeException | Error e) {
                // Whatever it was, this thread goes on: the mirror and what people are told hang on it.
                LOG.log(Level.ERROR, "care for the journal", e);
            }
        }
    }

    private void tick() throws InterruptedException {
        mirror();
        if (checkpoints.emptyAgain()) {
            writer.nudge();
        }
        if (checkpoints.isTooLong()) {
            say("write-ahead-log", "journal-log-grows", "the write-ahead log cannot be emptied: another"
                    + " program reads an old state of the journal");
        } else {
            say("write-ahead-log", null, "");
        }
        wake.drainPermits();
        tell();
    }

    private void mirror() throws InterruptedException {
        if ((mirror.state() == MirrorFeed.State.FAILED || mirror.lacksRoom())
                && nanos.getAsLong() - mirrorTriedAt > MIRROR_AGAIN_NANOS) {
            mirrorTriedAt = nanos.getAsLong();
            writer.between(mirror::again);
        }
        catchUp();
        if (mirror.lacksRoom()) {
            say("mirror", "journal-mirror-no-room", mirror.reason());
        } else if (mirror.state() == MirrorFeed.State.FAILED) {
            say("mirror", "journal-mirror-failed", mirror.reason());
        } else if (mirror.state() == MirrorFeed.State.IN_STEP) {
            say("mirror", null, "");
        }
    }

    /// Lets the mirror go on until it is in step or fails.
    void catchUp() throws InterruptedException {
        while (!closed && mirror.state() == MirrorFeed.State.CATCHING_UP) {
            writer.nudge();
            TimeUnit.MILLISECONDS.sleep(BREATH_MS);
        }
    }

    /// Tells what has changed since it was told.
    private void tell() {
        Trouble to = listener;
        if (to == null) {
            return;
        }
        Map<String, Optional<Wrong>> fresh = new HashMap<>();
        synchronized (gate) {
            now.forEach((subject, wrong) -> {
                if (!told.containsKey(subject)
                        || !isSame(wrong, told.getOrDefault(subject, Optional.empty()))) {
                    fresh.put(subject, wrong);
                }
            });
        }
        fresh.forEach((subject, wrong) -> {
            if (wrong.isPresent()) {
                to.begun(wrong.get().kind, subject, wrong.get().evidence);
            } else {
                to.over(subject);
            }
            synchronized (gate) {
                told.put(subject, wrong);
            }
        });
    }

    /// Other figures are nothing new.
    private static boolean isSame(Optional<Wrong> one, Optional<Wrong> other) {
        return one.map(Wrong::kind).equals(other.map(Wrong::kind));
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
