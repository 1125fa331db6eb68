package io.tillpost.edge.till;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One screen that listens. However slow it is, at most one change waits for it: later ones join it. Told by any thread,
/// read by one.
public final class LiveStream implements AutoCloseable {
    private final String till;
    private final Runnable onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Set<Topic> pending = EnumSet.noneOf(Topic.class);
    private @Nullable News last;

    LiveStream(String till, Runnable onClose) {
        this.till = till;
        this.onClose = onClose;
    }

    /// What a screen hears.
    public sealed interface News {
        /// These parts are to be read again.
        record Changed(Set<Topic> what) implements News {
            public Changed {
                what = Set.copyOf(what);
            }
        }

        /// Somebody else signed in at this till. Nothing comes after it.
        record TakenOver(String operator, String title) implements News {}

        /// Nothing happened for as long as was waited.
        record Quiet() implements News {}

        /// The agent stops. Nothing comes after it.
        record Ended() implements News {}
    }

    boolean listensTo(String other) {
        return till.equals(other);
    }

    void tell(Set<Topic> what) {
        lock.lock();
        try {
            pending.addAll(what);
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    void tellLast(News news) {
        lock.lock();
        try {
            if (last == null) {
                last = news;
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for news, at most so long.
    public News next(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (last == null && pending.isEmpty() && left > 0) {
                left = something.awaitNanos(left);
            }
            if (last != null) {
                return last;
            }
            if (pending.isEmpty()) {
                return new News.Quiet();
            }
            var changed = new News.Changed(pending);
            pending.clear();
            return changed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        onClose.run();
    }
}
