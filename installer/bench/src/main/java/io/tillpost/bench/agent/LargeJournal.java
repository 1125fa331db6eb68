package io.tillpost.bench.agent;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/// A journal of a given size in an agent's data folder, written by the journal itself: sealed rows on a valid chain, all but
/// the last ones acknowledged by head office, stopped cleanly.
final class LargeJournal {
    /// What a store may have sold since head office answered last.
    static final int UNACKNOWLEDGED = 2_000;
    private static final int EVENTS_PER_UNIT = 500;
    private static final int SAY_EVERY = 100;
    /// As long as a sale of three articles is as an event.
    private static final String REASON = "x".repeat(700);
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final Origin origin;
    private final Clock clock;
    private final SecureRandom random;
    private final LongSupplier nanoTime;

    /// @param store of the agent's configuration
    LargeJournal(String tenant, String store, String agent, ZoneId zone, Clock clock, SecureRandom random,
            LongSupplier nanoTime) {
        this.origin = new Origin(tenant, tenant, store, agent, zone, "0.1.0", Mode.LIVE);
        this.clock = clock;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /// Writes it, unless it is there.
    ///
    /// @param folder the agent's data folder
    void write(Path folder, MasterKey master, long bytes, PrintStream words) throws IOException {
        Path file = folder.resolve("journal.db");
        if (Files.exists(file) && Files.size(file) >= bytes) {
            return;
        }
        var ids = IdSource.uuidV7(clock, random);
        try (var journal = SqliteJournal.open(folder, origin, clock, ids, nanoTime, _ -> master, random)) {
            var stamp = new Stamp("till-1", Actor.cashier("bench"), null, Mode.LIVE,
                    LocalDate.ofInstant(clock.instant(), origin.zone()), null, TRACE);
            for (int i = 0; Files.size(file) < bytes; i++) {
                var _ = journal.commit(unit -> {
                    for (int event = 0; event < EVENTS_PER_UNIT; event++) {
                        var _ = unit.append(stamp, new SaleAborted(new SaleId(ids.next()), REASON));
                    }
                    return true;
                });
                if (i % SAY_EVERY == 0) {
                    words.println("  writing the journal: " + (Files.size(file) >> 20) + " MiB");
                }
            }
            acknowledge(journal);
        }
    }

    private static void acknowledge(SqliteJournal journal) {
        var head = journal.outbox().head(Lane.FIN);
        long acked = head.lastSeq() - UNACKNOWLEDGED;
        var row = journal.outbox().rows(Lane.FIN, acked, 1, 1).getFirst();
        var _ = journal.outbox().acknowledge(head.journal(), acked, row.hash());
    }
}
