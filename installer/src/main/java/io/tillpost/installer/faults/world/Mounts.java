package io.tillpost.installer.faults.world;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A small disk of its own: an ext4 file system in a file, mounted by a loop device. Root alone can do that.
public final class Mounts implements AutoCloseable {
    private static final long BYTES = 200L << 20;
    /// proc_mounts(5).
    private static final Path MOUNTED = Path.of("/proc/self/mounts");
    private static final Path LOOP = Path.of("/dev/loop-control");

    private final Path folder;
    private Path image;

    private Mounts(Path folder, Path image) {
        this.folder = folder;
        this.image = image;
    }

    /// Why this machine has none; empty if it has.
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("a loop mount needs root");
        }
        if (!Files.exists(LOOP)) {
            return Optional.of("this kernel has no " + LOOP);
        }
        return Shell.works("mkfs.ext4", "-V") ? Optional.empty() : Optional.of("mkfs.ext4 is missing");
    }

    /// A fresh one.
    ///
    /// @param folder where it appears, as `disk`, and where its image lies
    public static Mounts make(Path folder) throws IOException {
        Path image = folder.resolve("disk.img");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        Shell.run("mkfs.ext4", "-q", "-F", image.toString());
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Shell.run("mount", "-o", "loop", image.toString(), disk.toString());
        return new Mounts(disk, image);
    }

    /// Takes away what a run that was killed left mounted below this folder.
    public static void unmountBelow(Path root) throws IOException {
        String below = root.toAbsolutePath().normalize() + "/";
        for (String line : Files.readAllLines(MOUNTED)) {
            String place = line.split(" ", -1)[1];
            if (place.startsWith(below)) {
                Shell.run("umount", "-l", place);
            }
        }
    }

    /// Where it is.
    public Path folder() {
        return folder;
    }

    /// What the disk holds at this moment becomes all that there is: the image is copied as it lies there, `meanwhile` ends
    /// whoever uses the disk, and the copy takes its place. What was not on the disk is gone, as after a power cut.
    public void cutPower(Runnable meanwhile) throws IOException {
        Path copy = image.resolveSibling("disk-" + System.nanoTime() + ".img");
        Shell.run("cp", "--sparse=always", image.toString(), copy.toString());
        meanwhile.run();
        Shell.run("umount", folder.toString());
        Files.delete(image);
        image = copy;
        Shell.run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    /// Takes all room that is left, but for so many bytes.
    public void fill(long leftBytes) throws IOException {
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (usable <= leftBytes) {
            return;
        }
        Shell.run("fallocate", "-l", Long.toString(usable - leftBytes), folder.resolve("filler").toString());
    }

    /// Gives the room back.
    public void free() throws IOException {
        Files.deleteIfExists(folder.resolve("filler"));
    }

    @Override
    public void close() {
        if (!Shell.works("umount", folder.toString()) && !Shell.works("umount", "-l", folder.toString())) {
            throw new EnvironmentFault("cannot unmount " + folder);
        }
    }
}
