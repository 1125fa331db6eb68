package io.tillpost.edge.journal.mirror;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import java.util.UUID;

/// One event as the mirror keeps it: all that the journal's row has, what it says sealed.
///
/// @param sealed metadata and body as one sealed value, shared
public record MirrorRow(JournalKey journal, long seq, UUID eventId, String type, int version, Hash prev,
        Hash hash, byte[] sealed) {
    /// Without what is sealed.
    @Override
    public String toString() {
        return type + "#" + seq;
    }
}
