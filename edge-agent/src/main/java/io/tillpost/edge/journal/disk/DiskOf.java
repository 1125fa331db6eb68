package io.tillpost.edge.journal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Which disk a folder is on, as far as the operating system tells: two parts of one disk count as two. Safe for use by all
/// threads.
public final class DiskOf {
    private static final String DEVICE = "unix:dev";

    private DiskOf() {}

    /// Whether two folders are on one disk; empty where one of them is not there or the system does not say.
    public static Optional<Boolean> both(Path one, Path other) {
        try {
            return Optional.of(device(one).equals(device(other)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The device itself where there is one: a disk that is mounted in two places, as into containers, is still one.
    private static Object device(Path folder) throws IOException {
        return folder.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? Files.getAttribute(folder, DEVICE)
                : Files.getFileStore(folder);
    }
}
