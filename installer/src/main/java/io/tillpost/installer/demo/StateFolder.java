package io.tillpost.installer.demo;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/// The folder that holds everything a demo keeps: databases, journal, recorded devices, files, logs. One demo at a time
/// has it; it is locked until [#close].
final class StateFolder implements AutoCloseable {
    private static final long SPACE_MIN_BYTES = 400L << 20;
    private static final String MARK = "demo.lock";

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private StateFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the folder, makes it if it is not there. Fails with one line if that cannot be.
    static StateFolder take(Path wanted) {
        Path root = wanted.toAbsolutePath().normalize();
        try {
            makeOwn(root);
            checkSpace(root);
            refuseStrangers(root);
            var channel = FileChannel.open(root.resolve(MARK), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            return new StateFolder(root.toRealPath(), channel, locked(root, channel));
        } catch (AccessDeniedException e) {
            throw new EnvironmentFault("no permission to write in " + e.getFile()
                    + "; choose another folder with --state", e);
        } catch (FileSystemException e) {
            throw new EnvironmentFault("cannot use the state folder " + root + ": "
                    + (e.getReason() == null ? "it cannot be made there" : e.getReason()), e);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot use the state folder " + root + ": " + e.getMessage(), e);
        }
    }

    /// A folder below it, made if it is not there.
    Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make " + root.resolve(name) + ": " + e.getMessage(), e);
        }
    }

    /// The folder itself.
    Path root() {
        return root;
    }

    /// Removes everything in it but the lock.
    void empty() {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(root) && !path.equals(root.resolve(MARK))) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot empty " + root + ": " + e.getMessage(), e);
        }
    }

    /// Gives the folder back.
    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot give back " + root + ": " + e.getMessage(), e);
        }
    }

    private static FileLock locked(Path root, FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // This process has it already: refused like any other.
        }
        channel.close();
        throw new EnvironmentFault(
                "another demo is using " + root + "; stop it, or choose another folder with --state");
    }

    // It will hold keys, passwords and a client's secret.
    private static void makeOwn(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void checkSpace(Path root) throws IOException {
        long usable = Files.getFileStore(root).getUsableSpace();
        if (usable < SPACE_MIN_BYTES) {
            throw new EnvironmentFault("the disk of " + root + " has " + (usable >> 20)
                    + " MB left, expected "
                    + (SPACE_MIN_BYTES >> 20) + " MB; free some, or choose another folder with --state");
        }
    }

    // A typing error in --state must not fill, or with --fresh empty, somebody's home.
    private static void refuseStrangers(Path root) throws IOException {
        if (Files.exists(root.resolve(MARK))) {
            return;
        }
        try (Stream<Path> content = Files.list(root)) {
            if (content.findAny().isPresent()) {
                throw new EnvironmentFault(root
                        + " holds something that is not a demo's; choose an empty or new folder with --state");
            }
        }
    }
}
