package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Lane;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What a backup of a journal says of itself.
///
/// @param format 1
/// @param sha256 of the SQLite file, hex
/// @param masters fingerprints of the master keys that open it; the wrapped data keys are in the file
public record BackupManifest(int format, String tenant, String store, String agent, Instant takenAt,
        int schemaVersion, String sha256, long bytes, List<String> masters, List<OfLane> lanes) {
    static final int FORMAT = 1;

    public BackupManifest {
        masters = List.copyOf(masters);
        lanes = List.copyOf(lanes);
    }

    /// Where a lane stands in it.
    public record OfLane(Lane lane, UUID journal, long epoch, long firstSeq, long lastSeq, Hash headHash,
            long ackedSeq) {}
}
