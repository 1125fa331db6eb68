package io.tillpost.edge.catalog.https;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.CatalogFormat;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A store that pulls its catalogue, on a real journal. Closing it and opening another on the same folder is a restart.
final class HeadOfficeWorld implements AutoCloseable {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Currency EUR = Currency.getInstance("EUR");

    final Catalog catalog;
    final HeadOfficeCatalog pulls;
    final AtomicLong nanos = new AtomicLong();
    private final SqliteJournal journal;
    private final Shifts shifts;

    HeadOfficeWorld(Path folder, URI url) throws IOException {
        this(folder, url, null);
    }

    HeadOfficeWorld(Path folder, URI url, @Nullable Path caFile) throws IOException {
        this(folder, url, caFile, null);
    }

    HeadOfficeWorld(Path folder, URI url, @Nullable Path caFile, @Nullable HeadOfficeClient client)
            throws IOException {
        Path secret = folder.resolve("secret");
        if (!Files.exists(secret)) {
            Files.writeString(secret, "tpsec_secret\n");
        }
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        var zone = ZoneId.of("Europe/Berlin");
        var ids = IdSource.uuidV7(clock, new Random());
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "s-1", "s-1-a", zone, "0.1.0"),
                clock,
                ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1"), EUR, zone, clock, ids);
        catalog = Catalog.open(journal, folder.resolve("catalog"), EUR, clock, List.of(), this::stamp);
        var place = new HeadOfficeSettings.Place(url, caFile == null ? null : Trust.in(caFile));
        pulls = HeadOfficeCatalog.open(new HeadOfficeSettings(() -> place, "s-1",
                client == null ? new HeadOfficeClient.WithSecret("s-1", secret) : client, clock,
                Duration.ofMinutes(5)), catalog, journal,
                unit -> shifts.systemStamp(unit, "till-1", TRACE), nanos::get, new Random());
    }

    private Stamp stamp() {
        return journal.read(view -> shifts.systemStamp(view, "till-1", TRACE));
    }

    static String bread(String price) {
        return "sku,description,price,tax-rate,sales-class\n1,Bread," + price + ",7,food\n";
    }

    long price() {
        return catalog.find("1").orElseThrow().article().unitPrice().minor();
    }

    void importHere(String csv) {
        if (!(catalog.prepare(CatalogFormat.CSV,
                csv.getBytes(
                        StandardCharsets.UTF_8)) instanceof Decision.Accepted<Catalog.Candidate>(var candidate))) {
            throw new AssertionError("refused");
        }
        Stamp stamp = stamp();
        catalog.show(journal.commit(unit -> catalog.apply(unit, candidate, stamp, null)), candidate);
    }

    List<IncidentRaised> incidents() {
        return journal.outbox()
                .rows(Lane.OPS, 1, 1000, 1 << 20)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .filter(IncidentRaised.class::isInstance)
                .map(IncidentRaised.class::cast)
                .toList();
    }

    @Override
    public void close() {
        pulls.close();
        journal.close();
    }
}
