package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.json.Json;

/// Up to which row a journal of before is dealt with: a recovery has taken what it was to take of it, or head office has all
/// of it and it was deleted. What a mirror has of it is nothing new then, whether the file has it or not.
final class Heeded {
    private static final Shelf<UpTo> SHELF = new Shelf<>("mirror-heeded", UpTo.class);

    private record UpTo(long seq) {}

    private Heeded() {}

    static void upTo(Sql sql, Seal seal, JournalKey journal, long seq) {
        if (seq > of(sql, seal, journal)) {
            Shelving.put(sql, seal, SHELF.name(), journal.journalId().toString(), Json.write(new UpTo(seq)));
        }
    }

    /// 0 for one that nobody has dealt with.
    static long of(Sql sql, Seal seal, JournalKey journal) {
        return new Records(sql, seal).find(SHELF, journal.journalId().toString()).map(UpTo::seq).orElse(0L);
    }
}
