package io.tillpost.edge.catalog;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// The folder of catalogue files, each under its own hash. Used by one thread at a time.
final class CatalogFiles {
    private static final Logger LOG = System.getLogger(CatalogFiles.class.getName());
    private static final String ENDING = ".catalog";
    private static final String DRAFT = ".new";

    private final Path folder;

    CatalogFiles(Path folder) throws IOException {
        DurableFile.folder(folder);
        this.folder = folder;
    }

    byte[] read(String sha256) throws IOException {
        return Files.readAllBytes(file(sha256));
    }

    /// On disk when it returns.
    void write(String sha256, byte[] bytes) {
        try {
            DurableFile.replace(file(sha256), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the catalogue cannot be written to " + folder, e);
        }
    }

    /// Deletes all others, drafts too. What cannot be deleted stays, and is tried again next time.
    void keepOnly(Set<String> hashes) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder,
                "*{" + ENDING + "," + DRAFT + "}")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.endsWith(ENDING)
                        || !hashes.contains(name.substring(0, name.length() - ENDING.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "catalogue: old files in " + folder + " cannot be deleted", e);
        }
    }

    private Path file(String sha256) {
        return folder.resolve(sha256 + ENDING);
    }
}
