package io.tillpost.device.printer.escpos;

import java.time.Duration;

/// How long a printer is waited for.
public record EscPosTimings(Duration status, Duration write, Duration confirm, Duration quiet) {
    /// A printer answers a real-time question within some 10 ms; 1 s allows for a slow serial server between. A chunk
    /// of 256 bytes takes 2.1 s at 1,200 baud. 15 s print a metre of paper at the slowest thermal speeds (70 mm/s).
    /// Two answers that wait side by side in a buffer arrive less than 0.5 s apart.
    public static final EscPosTimings DEFAULT = new EscPosTimings(Duration.ofSeconds(1),
            Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMillis(500));
}
