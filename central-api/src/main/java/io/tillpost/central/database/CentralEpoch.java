package io.tillpost.central.database;

/// How often head office's database was restored from a backup, one more than that. Whoever restores it raises it above
/// the highest that it ever had.
public final class CentralEpoch {
    /// More than a company gives between two restores.
    private static final long NUMBERS = 1_000_000;

    private CentralEpoch() {}

    /// 1 unless it was ever restored.
    public static long of(Transaction transaction) {
        return Sql.one(transaction, "select epoch from central_epoch", row -> row.getLong(1));
    }

    /// Numbers up to this one may have been given before the last restore, and be known to boxes: 0, then a million for
    /// each restore. What goes on upwards and never back goes on above it.
    public static long lastOfBefore(Transaction transaction) {
        return (of(transaction) - 1) * NUMBERS;
    }

    /// No number above this one was given yet, nor before a restore that nobody has counted: two millions from where the present
    /// numbers begin.
    public static long highest(Transaction transaction) {
        return lastOfBefore(transaction) + 2 * NUMBERS;
    }
}
