package io.tillpost.installer.faults.oracle;

import io.tillpost.protocol.journal.Hash;
import java.util.List;
import java.util.UUID;

/// What a box says of its journals.
///
/// @param pending events that head office does not have yet
public record BoxView(List<Head> heads, long pending) {
    public BoxView {
        heads = List.copyOf(heads);
    }

    /// Where the journal of a lane ends.
    public record Head(String lane, UUID journal, long epoch, long lastSeq, Hash hash, long ackedSeq) {}
}
