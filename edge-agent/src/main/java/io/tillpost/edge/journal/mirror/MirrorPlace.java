package io.tillpost.edge.journal.mirror;

import io.tillpost.edge.journal.disk.DiskOf;
import java.nio.file.Path;
import java.util.Optional;

/// Where the mirror is, beside the journal that it mirrors.
public final class MirrorPlace {
    private MirrorPlace() {}

    /// What to do so that the mirror in `mirror` outlives the disk of the journal in `journal`, in one sentence; empty where
    /// it does, and where that cannot be said. Asks the file system each time: a stick may be pulled out.
    public static Optional<String> advice(Path journal, Path mirror) {
        return DiskOf.both(journal, mirror)
                .filter(same -> same)
                .map(_ -> "the mirror is on the same disk as the journal, so if that disk dies, sales that head office does not"
                        + " have yet die with it: set journal.mirrorFolder to a folder on another disk or a good USB stick");
    }
}
