package io.tillpost.bench.identity;

import io.tillpost.protocol.log.SafeFormatter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The access log of the server in this process, written as a node writes it: every request a line, flushed, but to a file.
///
/// @param log kept, because nobody else does
record AccessLogFile(Path file, Logger log, FileHandler handler) implements AutoCloseable {
    static AccessLogFile in(Path folder) throws IOException {
        Path file = folder.resolve("access.log");
        var handler = new FileHandler(file.toString());
        handler.setFormatter(new SafeFormatter());
        var log = Logger.getLogger("io.tillpost.central.access");
        log.setLevel(Level.INFO);
        log.setUseParentHandlers(false);
        log.addHandler(handler);
        return new AccessLogFile(file, log, handler);
    }

    @Override
    public void close() {
        log.removeHandler(handler);
        handler.close();
    }
}
