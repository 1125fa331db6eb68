package io.tillpost.device.line;

import java.io.IOException;
import java.time.Duration;

/// A byte pipe to one device. One reader and one writer at a time; [#close()] may come from any thread and frees both.
/// What threads a line needs inside is its own affair.
public interface Line extends AutoCloseable {
    /// Waits up to `timeout` for at least one byte; an empty array means nothing came. Fails with
    /// [LineLostException] once the device is gone.
    byte[] read(Duration timeout) throws IOException;

    /// Fails with [LineLostException] when the device does not take all bytes within `deadline`.
    void write(byte[] bytes, Duration deadline) throws IOException;

    /// Closes, and throws away what was written and has not reached the device: it must not arrive later, when all has been
    /// decided without it.
    default void abandon() {
        close();
    }

    @Override
    void close();
}
