package io.tillpost.bench.sync;

import io.tillpost.bench.office.HeadOffice;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Measures the bare apply of what head office has just taken in.
final class Floor {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Books books;
    private final BareApply bare;
    private final SyncBench.Machine machine;
    private long millis;

    Floor(Books books, Database database, SyncBench.Machine machine) {
        this.books = books;
        this.bare = new BareApply(database);
        this.machine = machine;
    }

    /// Events per second of the bare apply, on one connection, of everything that was written since.
    double perSecond(Map<UUID, Long> since) {
        List<AppliedRows> written = books.writtenSince(since);
        List<AppliedRows> again = prepared(written);
        long events = again.stream().mapToLong(AppliedRows::events).sum();
        long begun = machine.nanoTime().getAsLong();
        write(again);
        return events * NANOS_PER_SECOND / (machine.nanoTime().getAsLong() - begun);
    }

    /// The same rows under ids of their own, their journals opened.
    List<AppliedRows> prepared(List<AppliedRows> written) {
        // Later than everything that is there, as what comes in now would be.
        millis += 3_600_000;
        var shift = new BareApply.Shift(millis, machine.random().nextLong());
        List<AppliedRows> again = BareApply.shifted(written, shift);
        var originals = new HashMap<UUID, UUID>();
        for (int i = 0; i < written.size(); i++) {
            originals.put(again.get(i).journal(), written.get(i).journal());
        }
        Tenancy.of(HeadOffice.TENANT, () -> {
            bare.open(originals);
            return true;
        });
        return again;
    }

    /// Writes them, one after the other.
    void write(List<AppliedRows> batches) {
        Tenancy.of(HeadOffice.TENANT, () -> {
            batches.forEach(bare::write);
            return true;
        });
    }
}
