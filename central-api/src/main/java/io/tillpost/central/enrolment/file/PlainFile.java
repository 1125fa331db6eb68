package io.tillpost.central.enrolment.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/// Files that are whole at every moment: written beside their place, forced to disk, then moved there in one step. On disk
/// when a call returns. Several programs may write the same one.
public final class PlainFile {
    private static final Set<PosixFilePermission> EVERYONE_READS = PosixFilePermissions
            .fromString("rw-r--r--");
    private static final boolean POSIX = FileSystems.getDefault()
            .supportedFileAttributeViews()
            .contains("posix");

    private PlainFile() {}

    /// Writes what everyone on this machine may read. Returns false when it stands there already.
    public static boolean write(Path file, byte[] content) throws IOException {
        try {
            if (Arrays.equals(Files.readAllBytes(file), content)) {
                return false;
            }
        } catch (NoSuchFileException _) {
            // It is the first time.
        }
        try (var draft = Draft.of(file, content, true)) {
            draft.publish();
        }
        return true;
    }

    /// Writes a key, which the owner of this process alone may read from the moment that it exists, and its certificate.
    /// Neither changes where one of them cannot be written, for want of a folder or of room.
    ///
    /// A program that is ended between both moves leaves the new certificate beside the key of before, and whoever reads
    /// them again is refused until the command has run again. The key is the second for that: so none is lost that a
    /// certificate is out for, while certificates are public.
    public static void writePair(Path key, byte[] keyContent, Path certificate, byte[] certificateContent)
            throws IOException {
        try (var secret = Draft.of(key, keyContent, false);
                var open = Draft.of(certificate, certificateContent, true)) {
            open.publish();
            secret.publish();
        }
    }

    /// A file's next content beside its place, whole and on disk.
    private record Draft(Path fresh, Path place) implements AutoCloseable {
        static Draft of(Path file, byte[] content, boolean forEveryone) throws IOException {
            Path place = file.toAbsolutePath();
            if (Files.isDirectory(place)) {
                throw new FileSystemException(place.toString(), null, "is a folder, expected a file");
            }
            // POSIX: only the owner may read a temporary file.
            var draft = new Draft(
                    Files.createTempFile(place.getParent(), "." + place.getFileName(), ".new"), place);
            try {
                draft.fill(content);
                if (forEveryone && POSIX) {
                    Files.setPosixFilePermissions(draft.fresh, EVERYONE_READS);
                }
                return draft;
            } catch (IOException | RuntimeException e) {
                draft.close();
                throw e;
            }
        }

        private void fill(byte[] content) throws IOException {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        }

        void publish() throws IOException {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // A new name is only on disk when its folder is; Windows knows no such thing.
            if (POSIX) {
                try (var channel = FileChannel.open(place.getParent(), StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }

        /// Takes it away if it was not published.
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(fresh);
        }
    }
}
