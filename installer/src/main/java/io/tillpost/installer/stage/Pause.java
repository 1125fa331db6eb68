package io.tillpost.installer.stage;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Waiting for programs of other processes, which can only be asked again and again.
public final class Pause {
    private static final Duration STEP = Duration.ofMillis(50);

    private Pause() {}

    /// Waits so long. Throws [EnvironmentFault] when interrupted.
    public static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted", e);
        }
    }

    /// Waits until `reached`; fails with `what` after `patience`.
    public static void until(String what, Duration patience, LongSupplier nanoTime, BooleanSupplier reached) {
        long end = nanoTime.getAsLong() + patience.toNanos();
        while (!reached.getAsBoolean()) {
            if (nanoTime.getAsLong() > end) {
                throw new EnvironmentFault("not reached within " + patience.toSeconds() + " s: " + what);
            }
            of(STEP);
        }
    }
}
