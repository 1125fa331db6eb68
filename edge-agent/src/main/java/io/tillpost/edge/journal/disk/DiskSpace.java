package io.tillpost.edge.journal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Asks how much room there is. May take as long as the file system likes.
@FunctionalInterface
public interface DiskSpace {
    /// How much there is now.
    Room room() throws IOException;

    /// Of the file system that `path` is in.
    static DiskSpace at(Path path) {
        return () -> {
            var store = Files.getFileStore(path);
            return new Room(store.getUsableSpace(), store.getTotalSpace());
        };
    }

    /// What a file system has.
    ///
    /// @param freeBytes that this user may still write
    /// @param totalBytes of the whole file system
    record Room(long freeBytes, long totalBytes) {}
}
