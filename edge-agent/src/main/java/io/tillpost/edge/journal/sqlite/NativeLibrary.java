package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/// SQLite's own library, unpacked from the driver's jar once. The driver would unpack it at every start and compare it byte
/// by byte, which takes as long as all else that opening a journal needs.
final class NativeLibrary {
    private static final String PREFIX = "libsqlitejdbc-";
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /// Has the driver use the library in `folder`, which belongs to the agent's user alone; puts it there if it is missing
    /// or not what the jar holds. Changes nothing where the driver is not in a jar, lacks this machine's library or was told
    /// where to find it, or where that cannot be written: then the driver does as it always does.
    static synchronized void keepIn(Path folder) {
        try {
            if (System.getProperty(PATH) == null) {
                keep(folder);
            }
        } catch (IOException e) {
            System.getLogger(NativeLibrary.class.getName())
                    .log(System.Logger.Level.WARNING, "SQLite's library is unpacked at every start: " + e);
        }
    }

    private static void keep(Path folder) throws IOException {
        String library = LibraryLoaderUtil.getNativeLibName();
        URL packed = SQLiteJDBCLoader.class
                .getResource(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + library);
        if (packed == null || !(packed.openConnection() instanceof JarURLConnection jar)) {
            return;
        }
        ZipEntry entry = jar.getJarEntry();
        String name = PREFIX + Long.toHexString(entry.getCrc()) + library.substring(library.lastIndexOf('.'));
        Path file = folder.resolve(name);
        if (!isWhole(file, entry)) {
            try (InputStream in = jar.getInputStream()) {
                DurableFile.replace(file, in.readAllBytes());
            }
            deleteOthers(folder, file);
        }
        System.setProperty(NAME, name);
        System.setProperty(PATH, folder.toAbsolutePath().toString());
    }

    private static boolean isWhole(Path file, ZipEntry packed) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != packed.getSize()) {
            return false;
        }
        var sum = new CRC32();
        sum.update(Files.readAllBytes(file));
        return sum.getValue() == packed.getCrc();
    }

    /// Those of earlier versions. One that another process has open may stay.
    private static void deleteOthers(Path folder, Path file) throws IOException {
        try (var there = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path old : there) {
                if (!old.equals(file)) {
                    delete(old);
                }
            }
        }
    }

    private static void delete(Path old) {
        try {
            Files.delete(old);
        } catch (IOException e) {
            System.getLogger(NativeLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "an earlier library stays", e);
        }
    }
}
