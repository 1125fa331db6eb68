package io.tillpost.edge.journal.disk;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The room that selling needs on the journal's disk. Whatever else is written in bulk asks here before it begins.
///
/// @param limits when there is too little; absent: nobody looks
public record Headroom(Path journalFolder, @Nullable DiskLimits limits) {

    /// Throws [NoRoomException] unless `needed` bytes fit into `folder`, which is there, and on the journal's disk leave enough
    /// to sell.
    ///
    /// @param what takes them, e.g. `a backup in /mnt`
    public void require(String what, Path folder, long needed) throws IOException {
        if (limits == null) {
            return;
        }
        long least = DiskOf.both(journalFolder, folder).orElse(true) ? limits.refuseFreeBytes() : 0;
        long free = DiskSpace.at(folder).room().freeBytes();
        if (free - least < needed) {
            throw new NoRoomException(what + " takes about " + needed + " bytes and has to leave " + least
                    + "; " + free + " are free");
        }
    }
}
