package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Lineage;
import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads how journals follow each other on the reader thread.
final class SqliteLineage implements Lineage {
    private final Reader reader;
    private final Lanes lanes;

    SqliteLineage(Reader reader, Lanes lanes) {
        this.reader = reader;
        this.lanes = lanes;
    }

    @Override
    public List<Member> members(Lane lane) {
        return reader.ask(sql -> {
            var members = new ArrayList<Member>();
            for (Sealed sealed : SealedTable.of(sql, lane)) {
                members.add(new Member(sealed.key(),
                        lanes.sealed(sealed.key()).firstSeq(sql).orElse(sealed.last().seq() + 1),
                        sealed.last().seq(), sealed.last().hash(), sealed.stands().seq()));
            }
            Head head = lanes.head(sql, lane);
            members.add(new Member(lanes.key(sql, lane), lanes.table(sql, lane).firstSeq(sql).orElse(1L),
                    head.seq(), head.hash(), head.seq()));
            return List.copyOf(members);
        });
    }

    @Override
    public Optional<Hash> hashAt(JournalKey journal, long seq) {
        return reader.ask(sql -> {
            if (journal.equals(lanes.key(sql, journal.lane()))) {
                return lanes.hashAt(sql, journal.lane(), seq);
            }
            Optional<Sealed> sealed = SealedTable.of(sql, journal.lane())
                    .stream()
                    .filter(one -> one.key().equals(journal))
                    .findAny();
            if (sealed.isEmpty() || seq == 0) {
                return sealed.map(Sealed::genesis);
            }
            EventTable table = lanes.sealed(journal);
            return table.hashAt(sql, seq).or(() -> table.prevOf(sql, seq + 1));
        });
    }
}
