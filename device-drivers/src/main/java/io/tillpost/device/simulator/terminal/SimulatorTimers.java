package io.tillpost.device.simulator.terminal;

import java.time.Duration;

/// How long the simulated terminal and its customer take.
///
/// @param acknowledgement T2: wait for ACK before a frame is sent again
/// @param response T3: wait for the till's answer
/// @param card how long the customer takes to present the card
/// @param pin how long the customer takes to type the PIN
/// @param host how long the host takes
/// @param customer the terminal gives up a customer who does nothing for this long
public record SimulatorTimers(Duration acknowledgement, Duration response, Duration card, Duration pin,
        Duration host,
        Duration customer) {
    /// A terminal and customer as fast as real ones can be.
    public static SimulatorTimers standard() {
        return new SimulatorTimers(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(400),
                Duration.ofMillis(600), Duration.ofMillis(500), Duration.ofSeconds(60));
    }

    /// For a demonstration: nobody waits, and the terminal gives up a dead line after 3 seconds.
    public static SimulatorTimers quick() {
        return new SimulatorTimers(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMillis(100),
                Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(30));
    }
}
