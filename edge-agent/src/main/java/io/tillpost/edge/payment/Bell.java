package io.tillpost.edge.payment;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Wakes whoever waits for a payment or a batch to move on. Safe for use by all threads.
final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    /// Guarded by the lock.
    private long rings;

    /// Something has changed, durably.
    void ring() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Asks until it is enough, at the latest after `atMost`; returns the last answer.
    <T> T await(Supplier<T> question, Predicate<T> enough, Duration atMost) throws InterruptedException {
        long leftNanos = atMost.toNanos();
        while (true) {
            long heard = rings();
            T answer = question.get();
            if (enough.test(answer) || leftNanos <= 0) {
                return answer;
            }
            leftNanos = awaitRing(heard, leftNanos);
        }
    }

    private long rings() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    private long awaitRing(long heard, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (rings == heard && left > 0) {
                left = rung.awaitNanos(left);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }
}
