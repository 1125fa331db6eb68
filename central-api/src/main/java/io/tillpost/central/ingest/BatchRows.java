package io.tillpost.central.ingest;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.MalformedBatchException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of a batch, unpacked, chained and read once, however often some of them are tried. One batch, one thread.
final class BatchRows {
    private final BatchHeader header;
    private final byte[] payload;
    private final Map<Long, Reading> readings = new HashMap<>();
    private @Nullable List<ChainedRow> chained;

    BatchRows(BatchHeader header, byte[] payload) {
        this.header = header;
        this.payload = payload;
    }

    BatchHeader header() {
        return header;
    }

    int payloadBytes() {
        return payload.length;
    }

    /// All of them, chained from what the header says comes before.
    List<ChainedRow> chained() throws MalformedBatchException {
        List<ChainedRow> rows = chained;
        if (rows == null) {
            rows = new ArrayList<>(header.count());
            Hash hash = header.prev();
            for (JournalRow row : BatchCodec.decode(header, payload)) {
                hash = HashChain.next(hash, header.journal(), row);
                rows.add(new ChainedRow(row, hash));
            }
            chained = rows;
        }
        return rows;
    }

    /// One of them, as far as it can be read.
    Reading reading(ChainedRow row) {
        return readings.computeIfAbsent(row.row().seq(), _ -> Reading.of(row));
    }
}
