package io.tillpost.edge.config;

import static java.util.Objects.requireNonNullElse;

import io.tillpost.edge.config.AgentConfig.Disk;
import io.tillpost.edge.config.AgentConfig.Journal;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `journal` in the file: how the store's journal is kept from the disk's moods.
record JournalPart(@Nullable String mirrorFolder, @Nullable Integer retentionDays,
        @Nullable Long retentionBytes,
        @Nullable String backupFolder, @Nullable Integer backupsKept, @Nullable DiskPart disk) {
    private static final String DEFAULT_MIRROR_FOLDER = "mirror";
    private static final int LONGEST_RETENTION_DAYS = 3_650;
    private static final long LEAST_RETENTION_BYTES = 16L << 20;
    private static final int MOST_BACKUPS = 366;
    private static final long LARGEST_DISK_BYTES = 1L << 50;

    record DiskPart(@Nullable Long warnFreeBytes, @Nullable Long refuseFreeBytes) {}

    /// What a file means that may not have the part at all.
    static Journal checked(@Nullable JournalPart part, Path file, Path dataFolder) {
        var there = part == null ? new JournalPart(null, null, null, null, null, null) : part;
        return there.checked(file, dataFolder);
    }

    private Journal checked(Path file, Path dataFolder) {
        Path mirror = mirrorFolder == null
                ? dataFolder.resolve(DEFAULT_MIRROR_FOLDER)
                : file.resolveSibling(mirrorFolder);
        if (mirror.normalize().equals(dataFolder.normalize())) {
            throw new IllegalArgumentException(
                    "journal.mirrorFolder is the dataFolder, expected a folder of its own, on another device if possible");
        }
        return new Journal(mirror,
                (int) between("journal.retentionDays",
                        requireNonNullElse(retentionDays, Journal.DEFAULT_RETENTION_DAYS), 1,
                        LONGEST_RETENTION_DAYS),
                between("journal.retentionBytes",
                        requireNonNullElse(retentionBytes, Journal.DEFAULT_RETENTION_BYTES),
                        LEAST_RETENTION_BYTES, LARGEST_DISK_BYTES),
                backupFolder == null ? null : file.resolveSibling(backupFolder),
                (int) between("journal.backupsKept",
                        requireNonNullElse(backupsKept, Journal.DEFAULT_BACKUPS_KEPT), 1, MOST_BACKUPS),
                checkedDisk());
    }

    private Disk checkedDisk() {
        var part = disk == null ? new DiskPart(null, null) : disk;
        long refuse = between("journal.disk.refuseFreeBytes",
                requireNonNullElse(part.refuseFreeBytes, Disk.DEFAULT_REFUSE_FREE_BYTES), 0,
                LARGEST_DISK_BYTES);
        long warn = between("journal.disk.warnFreeBytes",
                requireNonNullElse(part.warnFreeBytes, Math.max(refuse, Disk.DEFAULT_WARN_FREE_BYTES)),
                refuse,
                LARGEST_DISK_BYTES);
        return new Disk(warn, part.warnFreeBytes == null ? Disk.DEFAULT_WARN_FREE_PERCENT : 0, refuse);
    }

    private static long between(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    key + " is " + value + ", expected " + least + " to " + most);
        }
        return value;
    }
}
