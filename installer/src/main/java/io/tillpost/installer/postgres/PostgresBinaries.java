package io.tillpost.installer.postgres;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.FolderTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs, unpacked once from the jar on the class path.
final class PostgresBinaries {
    private PostgresBinaries() {}

    /// The folder that holds `bin`, below the first of these folders that has it or can be written to; unpacks into it if
    /// this is the first time.
    static Path in(List<Path> caches) {
        String name = "postgresql-" + platform();
        return caches.stream()
                .filter(cache -> isUnpacked(cache.resolve(name)))
                .findFirst()
                .map(cache -> cache.resolve(name))
                .orElseGet(() -> in(caches.stream()
                        .filter(PostgresBinaries::canBeWritten)
                        .findFirst()
                        .orElse(caches.getLast())));
    }

    private static boolean isUnpacked(Path home) {
        return Files.isExecutable(home.resolve("bin/postgres"));
    }

    private static boolean canBeWritten(Path cache) {
        try {
            return Files.isWritable(Files.createDirectories(cache));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path in(Path cache) {
        Path home = cache.resolve("postgresql-" + platform());
        try {
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "unpacking-");
            unpack(fresh);
            moveInto(fresh, home);
            return home;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot unpack PostgreSQL into " + cache + ": " + reason(e), e);
        }
    }

    private static String platform() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "amd64", "x86_64" -> "linux-x86_64";
            case "aarch64" -> "linux-arm_64";
            default -> throw new EnvironmentFault(
                    "no PostgreSQL for processor " + arch + ", expected x86-64 or arm64");
        };
    }

    private static void unpack(Path target) throws IOException {
        String resource = "/postgres-" + platform() + ".txz";
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new EnvironmentFault(
                        "no " + resource + " on the class path: this build has no PostgreSQL for "
                                + platform());
            }
            try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpackOne(tar, entry, target);
                }
            }
        }
    }

    private static void unpackOne(InputStream content, TarArchiveEntry entry, Path target)
            throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("archive entry " + entry.getName() + " points outside its folder");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(path,
                PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    // Whoever comes second finds the folder there and throws its own away.
    private static void moveInto(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
            FolderTree.delete(fresh);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
