package io.tillpost.device.simulator.terminal;

import java.io.IOException;
import java.time.Duration;

/// The connection to the till, as the terminal sees it: when it is broken nothing comes and what is sent vanishes. Reading
/// and writing by one thread; pulling by any.
interface Cable extends AutoCloseable {
    /// Empty if nothing came in time.
    byte[] read(Duration timeout) throws IOException;

    void write(byte[] bytes) throws IOException;

    /// Cuts the wire for a while; the port stays.
    void pull(Duration length);

    /// Takes the plug out for a while.
    void unplug(Duration length);

    /// Counts up whenever a new connection begins, so that half a message of the old one is forgotten.
    int connection();

    /// Where the till finds it.
    String address();

    @Override
    void close() throws IOException;
}
