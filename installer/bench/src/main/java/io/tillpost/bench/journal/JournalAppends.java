package io.tillpost.bench.journal;

import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// What is measured: sales appended to the journal as a till's request does.
final class JournalAppends implements Appending {
    private final Store store;
    private final SqliteJournal journal;
    private final Stamp[] stamps;
    private final AtomicLong number = new AtomicLong();

    JournalAppends(Store store, Path folder, int tills) {
        this.store = store;
        this.journal = store.open(folder);
        this.stamps = new Stamp[tills];
        for (int till = 0; till < tills; till++) {
            stamps[till] = store.stamp(till + 1);
        }
    }

    @Override
    public void append(int till) {
        var sale = store.sale(number.incrementAndGet());
        var _ = journal.commit(unit -> unit.append(stamps[till], sale));
    }

    @Override
    public void close() {
        journal.close();
    }
}
