package io.tillpost.central.idempotency;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets requests with the same key pass one after the other within this node, so that twins wait here and not on database
/// connections that the first one may need. Safe for use by all threads.
public final class Turns {
    private record Key(String tenant, IdempotencyKey key) {}

    private static final class Door {
        final Semaphore free = new Semaphore(1, true);
        /// Guarded by the map.
        int interested;
    }

    private final Map<Key, Door> doors = new HashMap<>();

    /// A request's turn; closing it lets the next one in.
    public interface Turn extends AutoCloseable {
        /// Whether it came in time; otherwise another request with the key is still at work.
        boolean came();

        @Override
        void close();
    }

    /// Waits for the turn of this key.
    public Turn take(String tenant, IdempotencyKey key, Duration patience) throws InterruptedException {
        var name = new Key(tenant, key);
        Door door = enter(name);
        boolean came = false;
        try {
            came = door.free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (!came) {
                leave(name, door);
            }
        }
        return new OneTurn(name, door, came);
    }

    private Door enter(Key name) {
        synchronized (doors) {
            Door door = doors.computeIfAbsent(name, _ -> new Door());
            door.interested++;
            return door;
        }
    }

    private void leave(Key name, Door door) {
        synchronized (doors) {
            door.interested--;
            if (door.interested == 0) {
                doors.remove(name);
            }
        }
    }

    private final class OneTurn implements Turn {
        private final Key name;
        private final Door door;
        private final boolean came;

        OneTurn(Key name, Door door, boolean came) {
            this.name = name;
            this.door = door;
            this.came = came;
        }

        @Override
        public boolean came() {
            return came;
        }

        @Override
        public void close() {
            if (came) {
                door.free.release();
                leave(name, door);
            }
        }
    }
}
