package io.tillpost.device.terminal.zvt;

import java.time.Duration;

/// How long the driver waits. All are monotonic time.
///
/// @param betweenBytes T1: longest gap inside a frame (PA00P016, 3.4.1)
/// @param acknowledgement T2: longest wait for ACK or NAK; then the frame is sent again, twice at most (3.4.2, 3.5)
/// @param response T3: longest wait for the response to a command (5.2.5)
/// @param completion T4: longest silence while the terminal works (5.2.6)
/// @param commit longest wait for [io.tillpost.device.terminal.CommitPoint]; below T3, so that the terminal still waits
public record ZvtTimers(Duration betweenBytes, Duration acknowledgement, Duration response,
        Duration completion,
        Duration commit) {
    public ZvtTimers {
        for (Duration timer : new Duration[]{betweenBytes, acknowledgement, response, completion, commit}) {
            if (!timer.isPositive()) {
                throw new IllegalArgumentException("timer " + timer + ", expected above zero");
            }
        }
        if (commit.compareTo(response) >= 0) {
            throw new IllegalArgumentException("commit " + commit + ", expected below response " + response);
        }
    }

    /// The values of the document, and 4 s for the commit.
    public static ZvtTimers standard() {
        return new ZvtTimers(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(5),
                Duration.ofSeconds(180), Duration.ofSeconds(4));
    }
}
