package io.tillpost.edge.device;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The one platform thread that calls a device's driver: drivers block in native code, which would hold the carrier of a
/// virtual thread.
final class DeviceThread implements AutoCloseable {
    private static final Logger LOG = System.getLogger(DeviceThread.class.getName());
    /// More jobs than a shop can bring about while one job runs; a further one is refused.
    private static final int JOBS_MAX = 64;
    private static final int CLOSE_S = 2;

    private final ScheduledThreadPoolExecutor executor;

    DeviceThread(String device) {
        executor = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("device-" + device).daemon().factory());
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Runs a job after those that wait. Throws [RejectedExecutionException] if too many wait or the device is closed.
    <T> CompletableFuture<T> submit(Supplier<T> job) {
        if (executor.getQueue().size() >= JOBS_MAX) {
            throw new RejectedExecutionException(JOBS_MAX + " jobs wait for the device");
        }
        return CompletableFuture.supplyAsync(job, executor);
    }

    /// Runs a job later, unless the device is closed by then.
    void later(Duration delay, Runnable job) {
        try {
            var _ = executor.schedule(() -> guarded(job), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "closed before a job was due", e);
        }
    }

    private static void guarded(Runnable job) {
        try {
            job.run();
        } catch (RuntimeException | Error e) {
            // What is thrown in a scheduled job is else never seen.
            LOG.log(Level.ERROR, "a job of a device failed", e);
        }
    }

    /// Takes no more jobs; the one that runs has a little time to end.
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
