package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.driver.Tills;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.stage.Pause;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What a fault has before it: the world, one box whose tills sell, and a seed.
///
/// @param random made of the seed
/// @param tell hears, for people, of what the fault does
public record Scene(World world, Box box, Tills tills, Random random, Consumer<String> tell) {
    private static final Duration SALES_MAX = Duration.ofMinutes(5);

    /// Waits until so many more sales are accepted.
    void sell(int count) {
        tills.awaitMore(count, SALES_MAX);
    }

    /// Waits until something holds; throws [UnseenException] when it does not.
    void awaitThat(String what, Duration patience, BooleanSupplier holds) {
        long end = world.ground().nanoTime().getAsLong() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            UnseenException.unless(world.ground().nanoTime().getAsLong() < end,
                    "not within " + patience.toSeconds() + " s: " + what);
            Pause.of(Duration.ofMillis(50));
        }
    }

    /// Lets time pass, which is what some faults are made of.
    void during(Duration time) {
        Pause.of(time);
    }

    /// Waits until head office has everything of the box that was there when this was called or came meanwhile.
    void awaitDrained(Duration patience) {
        awaitThat("everything of " + box.store() + " is at head office", patience,
                () -> box.status().required("sync").required("pending").asLong() == 0);
    }

    /// From `min` to `max`, both included.
    int between(int min, int max) {
        return random.nextInt(min, max + 1);
    }

    /// So many milliseconds, drawn.
    Duration millis(int min, int max) {
        return Duration.ofMillis(between(min, max));
    }

    void say(String what) {
        tell.accept(what);
    }
}
