package io.tillpost.installer.faults.world;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;

/// What the machine gives.
///
/// @param home the checkout, with its modules built
/// @param environment of this process
/// @param nanoTime a clock that only measures
/// @param random for passwords and ids
public record Ground(Path home, Map<String, String> environment, Clock clock, LongSupplier nanoTime,
        SecureRandom random) {
    public Ground {
        environment = Map.copyOf(environment);
    }
}
