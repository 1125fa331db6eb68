package io.tillpost.protocol.journal;

import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/// One row of a journal as it is hashed, stored and sent. The byte arrays are the ones that were hashed: they are
/// never re-serialised, and neither is copied here, so nobody may change them.
public final class JournalRow {
    private final long seq;
    private final UUID eventId;
    private final String type;
    private final int version;
    private final byte[] metadata;
    private final byte[] body;

    /// @param seq place in the journal, from 1, without gaps
    /// @param eventId UUIDv7, unique in the installation
    /// @param type name of the event type, e.g. `SaleCompleted`
    /// @param version schema version of the body, from 1
    /// @param metadata the envelope's JSON bytes
    /// @param body the event's JSON bytes
    public JournalRow(long seq, UUID eventId, String type, int version, byte[] metadata, byte[] body) {
        if (seq < 1) {
            throw new IllegalArgumentException("journal seq " + seq + ", expected at least 1");
        }
        this.seq = seq;
        this.eventId = Objects.requireNonNull(eventId, "eventId");
        this.type = Objects.requireNonNull(type, "type");
        this.version = version;
        this.metadata = Objects.requireNonNull(metadata, "metadata");
        this.body = Objects.requireNonNull(body, "body");
    }

    public long seq() {
        return seq;
    }

    public UUID eventId() {
        return eventId;
    }

    public String type() {
        return type;
    }

    public int version() {
        return version;
    }

    /// The envelope's JSON bytes, shared: read only.
    public byte[] metadata() {
        return metadata;
    }

    /// The event's JSON bytes, shared: read only.
    public byte[] body() {
        return body;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JournalRow row && seq == row.seq && version == row.version
                && eventId.equals(row.eventId) && type.equals(row.type)
                && Arrays.equals(metadata, row.metadata)
                && Arrays.equals(body, row.body);
    }

    @Override
    public int hashCode() {
        return eventId.hashCode();
    }

    @Override
    public String toString() {
        return type + "#" + seq + " " + eventId;
    }
}
