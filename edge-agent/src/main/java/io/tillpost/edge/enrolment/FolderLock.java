package io.tillpost.edge.enrolment;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread of one program change the identity's folder at a time: a command and a running agent may both write.
/// Only small files are touched inside.
final class FolderLock {
    private static final String LOCK = "lock";
    /// A file lock is the whole program's, so its threads need one among themselves.
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private FolderLock() {}

    interface Work {
        void run() throws IOException;
    }

    /// Runs `work` alone. Whoever has the lock already goes on with it.
    static void locked(Path folder, Work work) throws IOException {
        IN_PROCESS.lock();
        try {
            if (IN_PROCESS.getHoldCount() > 1) {
                work.run();
                return;
            }
            DurableFile.folder(folder);
            try (var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE); var _ = channel.lock()) {
                work.run();
            }
        } finally {
            IN_PROCESS.unlock();
        }
    }
}
