package io.tillpost.edge.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Which command is run next: in the order in which they came, each at most once at a time. Safe for use by all threads.
final class RunQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Map<UUID, Next> waiting = new LinkedHashMap<>();

    /// @param deadlineNanos until when it may begin
    /// @param mayEnd whether it has a deadline: one that had begun before has none
    record Next(UUID id, long deadlineNanos, boolean mayEnd) {}

    /// A command that may begin until then; the earlier end counts if it is waiting already.
    void add(UUID id, long deadlineNanos) {
        put(new Next(id, deadlineNanos, true));
    }

    /// A command that had begun and may be done twice.
    void again(UUID id) {
        put(new Next(id, 0, false));
    }

    private void put(Next next) {
        lock.lock();
        try {
            waiting.merge(next.id(), next,
                    (old, fresh) -> !old.mayEnd || old.deadlineNanos - fresh.deadlineNanos <= 0
                            ? old
                            : fresh);
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    Next take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                more.await();
            }
            UUID first = waiting.keySet().iterator().next();
            Next next = waiting.remove(first);
            if (next == null) {
                throw new IllegalStateException("the queue changed under its lock");
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
