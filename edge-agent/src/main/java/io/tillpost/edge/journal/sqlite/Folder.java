package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.JournalClosedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The folder a journal lives in, readable by the agent's user alone and held by one process at a time.
final class Folder implements AutoCloseable {
    static final String DATABASE = "journal.db";
    private static final String NATIVE_LIBRARY_FOLDER = "org.sqlite.tmpdir";

    private final Path database;
    private final FileChannel lockFile;

    private Folder(Path database, FileChannel lockFile) {
        this.database = database;
        this.lockFile = lockFile;
    }

    /// Whether nothing was ever written there.
    boolean isEmpty() throws IOException {
        return Files.size(database) == 0;
    }

    /// Moves the database and what SQLite keeps beside it into `aside`; what has moved already stays there. Then there is
    /// an empty file again.
    void moveAside(Path aside) throws IOException {
        DurableFile.folder(aside);
        for (String suffix : List.of("-wal", "-shm", "")) {
            Path from = database.resolveSibling(DATABASE + suffix);
            Path to = aside.resolve(DATABASE + suffix);
            if (Files.exists(from) && !Files.exists(to)) {
                Files.move(from, to);
            }
        }
        DurableFile.syncFolder(aside.resolve(DATABASE));
        createPrivate(database);
        DurableFile.syncFolder(database);
    }

    /// Makes what is missing and takes the lock. Throws [JournalClosedException] if another process has it.
    static Folder claim(Path folder) {
        try {
            DurableFile.folder(folder);
            FileChannel lockFile = lock(folder.resolve("journal.lock"));
            ownNatives(folder);
            return new Folder(createPrivate(folder.resolve(DATABASE)), lockFile);
        } catch (IOException e) {
            throw new JournalClosedException("cannot use the journal's folder " + folder + ": " + e, e);
        }
    }

    /// The SQLite file of a folder that another process may hold; empty if there is none.
    static Optional<Path> existing(Path folder) throws IOException {
        Path file = folder.resolve(DATABASE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        ownNatives(folder);
        return Optional.of(file);
    }

    /// Else the driver unpacks its library where any user may put one in its place.
    private static void ownNatives(Path folder) throws IOException {
        Path natives = folder.resolve("native");
        DurableFile.folder(natives);
        if (System.getProperty(NATIVE_LIBRARY_FOLDER) == null) {
            System.setProperty(NATIVE_LIBRARY_FOLDER, natives.toAbsolutePath().toString());
        }
        NativeLibrary.keepIn(natives);
    }

    /// The folder itself.
    Path path() {
        return database.resolveSibling("");
    }

    /// The SQLite file. SQLite gives its WAL the same permissions.
    Path database() {
        return database;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new JournalClosedException("cannot release " + database.resolveSibling("journal.lock"), e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(createPrivate(file), StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            channel.close();
            throw new JournalClosedException("the journal in " + file.getParent()
                    + " is in use by another process; one agent at a time may open it");
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static Path createPrivate(Path file) throws IOException {
        try {
            DurableFile.create(file).close();
        } catch (FileAlreadyExistsException e) {
            // As it should be.
        }
        return file;
    }
}
