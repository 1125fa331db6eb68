package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.protocol.failpoint.Failpoints;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a journal has beside its file so that it outlives the disk's moods.
///
/// @param mirror where the tail mirror is; absent: there is none
/// @param disk when there is too little room; absent: nobody looks, and there is no ballast
/// @param wholeCheck how long the check of everything is good for; zero: it is made at every start, without pauses
/// @param mends whether a file that is damaged or gone is replaced
/// @param keepDays how long acknowledged rows are kept
/// @param keepBytes and how much room they may take
public record Safeguards(@Nullable Path mirror, @Nullable DiskLimits disk, Duration wholeCheck,
        boolean mends, int keepDays, long keepBytes, Failpoints failpoints) {
    /// Longer than the oldest backup of head office is old.
    public static final int DEFAULT_KEEP_DAYS = 35;
    /// Years of a shop, weeks of a department store.
    public static final long DEFAULT_KEEP_BYTES = 2L << 30;
    /// Whoever starts a box ten times a day need not read everything ten times.
    public static final Duration WHOLE_CHECK = Duration.ofDays(1);
    /// The file alone.
    public static final Safeguards NONE = new Safeguards(null, null, Duration.ZERO, false, DEFAULT_KEEP_DAYS,
            DEFAULT_KEEP_BYTES, Failpoints.NONE);

    /// All of them, as the documents say.
    public static Safeguards full(Path mirror) {
        return new Safeguards(mirror, DiskLimits.DEFAULT, WHOLE_CHECK, true, DEFAULT_KEEP_DAYS,
                DEFAULT_KEEP_BYTES, Failpoints.NONE);
    }

    /// The file alone, which is replaced when it is damaged or gone.
    public static Safeguards mending() {
        return new Safeguards(null, null, WHOLE_CHECK, true, DEFAULT_KEEP_DAYS, DEFAULT_KEEP_BYTES,
                Failpoints.NONE);
    }

    /// With these points at which a test may end the program.
    public Safeguards with(Failpoints points) {
        return new Safeguards(mirror, disk, wholeCheck, mends, keepDays, keepBytes, points);
    }

    /// With these limits; absent: none.
    public Safeguards with(@Nullable DiskLimits limits) {
        return new Safeguards(mirror, limits, wholeCheck, mends, keepDays, keepBytes, failpoints);
    }

    /// With this retention.
    public Safeguards keeping(int days, long bytes) {
        return new Safeguards(mirror, disk, wholeCheck, mends, days, bytes, failpoints);
    }
}
