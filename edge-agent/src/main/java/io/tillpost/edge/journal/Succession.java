package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Parent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One journal of a lane after another. Where this box and head office no longer tell the same story, the old journal is
/// sealed as it is and a new one goes on from the last row that both can stand by. Safe for use by all threads.
public interface Succession {
    /// Seals the lane's journal and opens its successor, in one commit; durable when this returns. Selling goes on
    /// before, during and after: what is to be repeated is copied in many small commits before the sealing one, and a fork
    /// that a crash ended goes on where it stood when the same is ordered again. Throws [IllegalArgumentException] if `order` names another journal than the lane's
    /// present one or an epoch that is not higher.
    JournalKey fork(Order order);

    /// Lanes whose journal begins after a restore or a damage, while what head office has of the time before was not
    /// yet learned. Until then numbers come from a new series.
    List<Ignorance> ignorant();

    /// What head office had of the time before was taken over: one page of its rows, oldest first, folded into the
    /// records in one commit. Rows that this box knows change nothing. Allowed at any time, also before a fork, which then
    /// need not hold the tills for a long tail: what was learned is not repeated by it. Throws
    /// [IllegalArgumentException] if `journal` is not the lane's present one.
    void learn(JournalKey journal, List<JournalRow> rows);

    /// All of it was learned.
    void learned(JournalKey journal);

    /// How a lane goes on.
    ///
    /// @param old the lane's present journal
    /// @param epoch of the new one: higher than the old one's and than any that head office has welcomed
    /// @param parent where the new one leaves off, absent if even the old one's name was lost. If it is a row of a journal
    ///        of this file that was sealed earlier, all that came after it stands in the new one again
    /// @param repeatAfter rows of the old journal after this seq stand in the new one again, under their old ids
    /// @param learned rows that head office has and this box had forgotten: folded into the records, not written again
    /// @param recovered rows that this box had forgotten and that head office may lack, e.g. from the mirror: folded into
    ///        the records and written again. Not copied: there may be those of weeks, each read when it is looked at
    /// @param cause a stable word for people, see [io.tillpost.protocol.event.JournalForked]
    /// @param knowsHeadOffice whether `learned` is all that head office had
    record Order(JournalKey old, long epoch, @Nullable Parent parent, long repeatAfter,
            List<JournalRow> learned, List<JournalRow> recovered, String cause, boolean knowsHeadOffice) {
        public Order {
            learned = List.copyOf(learned);
        }
    }

    /// What a journal does not know yet.
    ///
    /// @param journal the new one
    /// @param before the one that it replaces, whose rows at head office are to be learned; absent if its name was lost
    /// @param knownSeq rows of `before` up to this one are known here
    record Ignorance(JournalKey journal, @Nullable JournalKey before, long knownSeq) {}
}
