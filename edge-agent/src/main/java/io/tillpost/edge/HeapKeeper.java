package io.tillpost.edge;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Gives back what the heap does not need. Java's serial collector lets its old generation grow up to the limit before it
/// clears it, and what a batch or an import once needed would stay with the agent for good: here it is cleared once a
/// twentieth more lies in it than was left the last time. That takes some hundredths of a second, every five seconds at
/// most.
final class HeapKeeper implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(5);
    /// Less is not worth a pause.
    private static final long WORTH_BYTES = 1L << 19;

    private final CountDownLatch closed = new CountDownLatch(1);

    private HeapKeeper() {}

    /// Watches from now on, on a thread of its own.
    static HeapKeeper start() {
        var keeper = new HeapKeeper();
        Thread.ofPlatform().name("heap").daemon().start(keeper::loop);
        return keeper;
    }

    private void loop() {
        try {
            while (!closed.await(EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                if (ManagementFactory.getMemoryPoolMXBeans().stream().anyMatch(HeapKeeper::isWorthIt)) {
                    ManagementFactory.getMemoryMXBean().gc();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Of the heap's pools only the old generation can be watched for how full it is: new objects come and go all the time.
    private static boolean isWorthIt(MemoryPoolMXBean pool) {
        if (pool.getType() != MemoryType.HEAP || !pool.isUsageThresholdSupported()) {
            return false;
        }
        MemoryUsage left = pool.getCollectionUsage();
        return left != null && isWorthIt(pool.getUsage().getUsed(), left.getUsed());
    }

    /// @param used bytes now
    /// @param left bytes after it was cleared the last time; 0 if it never was
    static boolean isWorthIt(long used, long left) {
        return used > left + Math.max(WORTH_BYTES, left / 20);
    }

    /// Watches no more.
    @Override
    public void close() {
        closed.countDown();
    }
}
