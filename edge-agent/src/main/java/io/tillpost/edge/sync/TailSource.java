package io.tillpost.edge.sync;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What head office holds of this agent's journals, asked of it directly. Calls block; one thread at a time uses it, and
/// never the one that sends. [IOException] means: not now, with a message for people.
public interface TailSource {
    /// All journals of this agent that head office has welcomed, of all lanes.
    List<Held> journals() throws IOException;

    /// Up to `limit` rows of a journal after this seq, in order, none after its last.
    Tail rows(JournalKey journal, long after, int limit) throws IOException;

    /// One journal at head office.
    ///
    /// @param headSeq its newest row there; 0 for none
    /// @param headHash that row's hash, or the genesis hash
    /// @param fenced whether a newer one was welcomed
    record Held(JournalKey journal, long headSeq, Hash headHash, boolean fenced, @Nullable Parent parent) {}

    /// Rows as they were hashed.
    ///
    /// @param prev hash before the first of them; where there is none, of the row asked after
    /// @param head hash of the last of them, or `prev`
    record Tail(Hash prev, Hash head, List<JournalRow> rows) {
        public Tail {
            rows = List.copyOf(rows);
        }
    }

    /// Where the agent's configuration says nothing of how to reach head office but by MQTT.
    static TailSource none() {
        return new TailSource() {
            @Override
            public List<Held> journals() throws IOException {
                throw new IOException("the configuration has no headOffice to ask for its rows");
            }

            @Override
            public Tail rows(JournalKey journal, long after, int limit) throws IOException {
                throw new IOException("the configuration has no headOffice to ask for its rows");
            }
        };
    }
}
