package io.tillpost.edge.settings;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of bundles: one file for each version, and a draft while one is written.
final class BundleFiles {
    private static final Logger LOG = System.getLogger(BundleFiles.class.getName());
    private static final String ENDING = ".json";
    private static final String DRAFT = "draft.new";

    private final Path folder;

    BundleFiles(Path folder) {
        this.folder = folder;
    }

    byte[] read(long version) throws IOException {
        return Files.readAllBytes(file(version));
    }

    /// Writes the draft; it is on the disk when this returns. Nothing of it stays when it cannot be written whole.
    void stage(byte[] bundle) throws IOException {
        DurableFile.folder(folder);
        try {
            DurableFile.draft(folder.resolve(DRAFT), bundle);
        } catch (IOException e) {
            dropDraft();
            throw e;
        }
    }

    /// What the draft holds, as the disk says.
    byte[] staged() throws IOException {
        return Files.readAllBytes(folder.resolve(DRAFT));
    }

    void dropDraft() {
        try {
            Files.deleteIfExists(folder.resolve(DRAFT));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "configuration: the draft in " + folder + " cannot be deleted", e);
        }
    }

    /// The draft becomes this version's file, also after a power cut.
    void commit(long version) throws IOException {
        DurableFile.rename(folder.resolve(DRAFT), file(version));
    }

    /// Deletes the other versions. What cannot be deleted stays, and is tried again next time.
    void keepOnly(long version) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*{" + ENDING + ",.new}")) {
            for (Path file : files) {
                if (!file.equals(file(version))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "configuration: old files in " + folder + " cannot be deleted", e);
        }
    }

    private Path file(long version) {
        return folder.resolve(version + ENDING);
    }
}
