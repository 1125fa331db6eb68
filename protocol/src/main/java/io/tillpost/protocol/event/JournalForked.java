package io.tillpost.protocol.event;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A lane goes on in a new journal, because the old one and head office's copy no longer tell the same story.
///
/// @param journal the new journal, also of another lane than the one that this event stands in
/// @param parent the journal it replaces; absent if even its name was lost
/// @param parentSeq the last row of the old journal that counts
/// @param parentHash its hash; absent with `parent`
/// @param cause a stable word, e.g. `histories-differ`, `restored`, `damaged`, `taken-over`
/// @param recovered events that this box had forgotten and has learned from head office or its mirror
/// @param repeated events that head office may lack and that stand in the new journal again, under their old ids
public record JournalForked(JournalKey journal, @Nullable UUID parent, long parentSeq,
        @Nullable Hash parentHash, String cause, long recovered, long repeated) implements Event {
    public JournalForked {
        Names.check("cause of a fork", cause);
    }
}
