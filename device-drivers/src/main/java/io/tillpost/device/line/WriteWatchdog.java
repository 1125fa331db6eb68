package io.tillpost.device.line;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gives a deadline to writes that have none: serial drivers and sockets can block in a write for ever, and only closing
/// the port from another thread frees them. One watchdog per line; it owns one daemon thread until closed.
public final class WriteWatchdog implements AutoCloseable {
    private final String lineName;
    private final Runnable closePort;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean fired = new AtomicBoolean();

    /// `closePort` must free a blocked write and may run on the watchdog's thread.
    public WriteWatchdog(String lineName, Runnable closePort) {
        this.lineName = lineName;
        this.closePort = closePort;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("write-watchdog " + lineName).factory());
    }

    /// Starts the clock for one write. Cancel the answer when the write has returned. After [#close()], which another
    /// thread may call at any moment, there is no line to write to any more.
    public Future<?> arm(Duration deadline) throws LineLostException {
        try {
            return timer.schedule(this::fire, deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw new LineLostException(lineName + " was closed", e);
        }
    }

    /// True once a write took too long and the port was closed.
    public boolean fired() {
        return fired.get();
    }

    private void fire() {
        fired.set(true);
        closePort.run();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
