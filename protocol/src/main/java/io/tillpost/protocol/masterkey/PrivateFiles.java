package io.tillpost.protocol.masterkey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Files that their owner alone can read.
final class PrivateFiles {
    private static final String ALMIGHTY_USER = "root";
    private static final Set<PosixFilePermission> OWNER_READS = EnumSet.of(PosixFilePermission.OWNER_READ);
    private static final Set<PosixFilePermission> OWNER_ALONE = EnumSet.of(PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE);
    /// Far more than a key, protected or not.
    private static final int LONGEST_BYTES = 16 << 10;
    /// Accounts that can read every file of a Windows machine anyway: SYSTEM and Administrators.
    private static final Set<String> ALMIGHTY = Set.of("NT AUTHORITY\\SYSTEM", "BUILTIN\\Administrators");

    private PrivateFiles() {}

    static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST_BYTES + 1);
            if (bytes.length > LONGEST_BYTES) {
                throw new IOException("longer than " + LONGEST_BYTES + " bytes");
            }
            return bytes;
        }
    }

    /// Throws [MasterKeyException] if anybody but us may read or change it.
    static void check(Path file) {
        try {
            var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (posix != null) {
                checkModes(file, posix);
                return;
            }
            var acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
            if (acl == null) {
                throw new MasterKeyException(
                        file + ": this file system cannot keep others from reading a master key");
            }
            checkAcl(file, acl.getOwner().getName(), acl.getAcl());
        } catch (IOException e) {
            throw new MasterKeyException(
                    file + ": its permissions cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static void checkModes(Path file, PosixFileAttributeView view) throws IOException {
        var attributes = view.readAttributes();
        if (!OWNER_ALONE.containsAll(attributes.permissions())) {
            throw new MasterKeyException(file + " has mode "
                    + PosixFilePermissions.toString(attributes.permissions())
                    + ", so others may read or change the master key; run: chmod 0400 " + file);
        }
        String us = ourName(file);
        if (us != null && !attributes.owner().getName().equals(us)) {
            throw new MasterKeyException(file + " belongs to " + attributes.owner().getName()
                    + ", expected the user we run as, " + us + "; "
                    + remedy(file, attributes.owner().getName(), us));
        }
    }

    /// A file that belongs to the owner of its folder is where it should be: the service reads it, and would not start any
    /// more if it were given away. Then somebody else runs the command than the service's user.
    private static String remedy(Path file, String owner, String us) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        boolean atHome = folder != null && Files.getOwner(folder).getName().equals(owner);
        return atHome || us.equals(ALMIGHTY_USER)
                ? "run this command as that user: sudo -u " + owner + " ..."
                : "run: chown " + us + " " + file;
    }

    /// Linux says who we are; elsewhere Java does.
    private static @Nullable String ourName(Path file) throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
            return Files.getOwner(self).getName();
        }
        String name = System.getProperty("user.name", "?");
        try {
            UserPrincipal us = file.getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(name);
            return us.getName();
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    static void checkAcl(Path file, String owner, List<AclEntry> entries) {
        for (AclEntry entry : entries) {
            String who = entry.principal().getName();
            if (entry.type() == AclEntryType.ALLOW && !who.equals(owner) && !ALMIGHTY.contains(who)
                    && (entry.permissions().contains(AclEntryPermission.READ_DATA)
                            || entry.permissions().contains(AclEntryPermission.WRITE_DATA))) {
                throw new MasterKeyException(file + " is open to " + who
                        + ", so others may read or change the master key; run: icacls \"" + file
                        + "\" /inheritance:r /grant:r \"" + owner + ":R\"");
            }
        }
    }

    /// Writes a new file, whole or not at all, on disk when this returns. Throws [FileAlreadyExistsException] when there
    /// is one: another process that made a key at the same moment was first.
    static void write(Path file, byte[] bytes) throws IOException {
        Path target = file.toAbsolutePath();
        Path draft = Files.createTempFile(target.getParent(), ".key", ".new");
        try {
            onlyForUs(draft);
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            if (Files.getFileAttributeView(draft, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(draft, OWNER_READS);
            }
            publish(draft, target);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void publish(Path draft, Path target) throws IOException {
        try {
            Files.createLink(target, draft);
        } catch (UnsupportedOperationException e) {
            if (Files.exists(target)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        }
        sync(target.getParent());
    }

    /// A new name is only on disk when its folder is; Windows knows no such thing.
    private static void sync(@Nullable Path folder) throws IOException {
        if (folder == null || Files.getFileAttributeView(folder, PosixFileAttributeView.class) == null) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void onlyForUs(Path file) throws IOException {
        var acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(file, OWNER_ALONE);
        } else if (acl != null) {
            acl.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(acl.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        } else {
            throw new NoSuchFileException(file.toString(), null,
                    "this file system cannot keep others from reading it");
        }
    }
}
