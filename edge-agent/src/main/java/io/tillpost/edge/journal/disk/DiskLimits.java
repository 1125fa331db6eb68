package io.tillpost.edge.journal.disk;

/// When there is too little room.
///
/// @param warnFreeBytes people are told below this
/// @param warnFreePercent and below this part of the whole, 0 for no such rule
/// @param refuseFreeBytes no sale and no shift is begun below this
public record DiskLimits(long warnFreeBytes, int warnFreePercent, long refuseFreeBytes) {
    /// A week of a busy store, and time for somebody to come.
    public static final long DEFAULT_WARN_BYTES = 1L << 30;
    /// Of the whole disk.
    public static final int DEFAULT_WARN_PERCENT = 5;
    /// What open sales, their receipts and the write-ahead log need at the very most.
    public static final long DEFAULT_REFUSE_BYTES = 64L << 20;
    /// As the documents say.
    public static final DiskLimits DEFAULT = new DiskLimits(DEFAULT_WARN_BYTES, DEFAULT_WARN_PERCENT,
            DEFAULT_REFUSE_BYTES);

    public DiskLimits {
        if (refuseFreeBytes < 0 || warnFreeBytes < refuseFreeBytes) {
            throw new IllegalArgumentException("disk limits: warning below " + warnFreeBytes
                    + " bytes and refusing below " + refuseFreeBytes + ", expected to warn first");
        }
        if (warnFreePercent < 0 || warnFreePercent > 100) {
            throw new IllegalArgumentException(
                    "disk limits: " + warnFreePercent + " percent, expected 0 to 100");
        }
    }

    /// What `room` means after `before`. What began ends only with some room to spare, so that nobody is told every
    /// minute.
    DiskState judge(DiskSpace.Room room, DiskState before) {
        long refuse = before.takesNewWork() ? refuseFreeBytes : refuseFreeBytes * 2;
        if (room.freeBytes() < refuse) {
            return before == DiskState.FULL ? DiskState.FULL : DiskState.NEARLY_FULL;
        }
        long warn = Math.max(warnFreeBytes, room.totalBytes() / 100 * warnFreePercent);
        long least = before == DiskState.ENOUGH ? warn : warn + warn / 4;
        return room.freeBytes() < least ? DiskState.LOW : DiskState.ENOUGH;
    }
}
