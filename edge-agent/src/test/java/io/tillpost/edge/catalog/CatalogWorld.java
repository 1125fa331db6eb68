package io.tillpost.edge.catalog;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A store's catalogue on a real journal. Closing it and opening another on the same folder is a restart.
final class CatalogWorld implements AutoCloseable {
    static final String HEADER = "sku,barcodes,description,price,tax-rate,sales-class,unit,open-price,quick-key\n";
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Currency EUR = Currency.getInstance("EUR");

    final SqliteJournal journal;
    final Catalog catalog;
    private final Shifts shifts;
    private final Path files;

    CatalogWorld(Path folder) throws IOException {
        this(folder, List.of());
    }

    CatalogWorld(Path folder, List<WeighedBarcode> labels) throws IOException {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        var zone = ZoneId.of("Europe/Berlin");
        var ids = IdSource.uuidV7(clock, new Random());
        files = folder.resolve("catalog");
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", zone,
                "0.1.0"), clock, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1"), EUR, zone, clock, ids);
        catalog = Catalog.open(journal, files, EUR, clock, labels, this::stamp);
    }

    private Stamp stamp() {
        return journal.read(view -> shifts.systemStamp(view, "till-1", TRACE));
    }

    /// Rows below [#HEADER].
    static byte[] rows(String... rows) {
        return bytes(HEADER + String.join("\n", rows));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    Catalog.Candidate prepare(byte[] csv) {
        return accepted(catalog.prepare(CatalogFormat.CSV, csv));
    }

    AppliedCatalog apply(Catalog.Candidate candidate) {
        Stamp stamp = stamp();
        return journal.commit(unit -> catalog.apply(unit, candidate, stamp, null));
    }

    AppliedCatalog take(byte[] csv) {
        return take(CatalogFormat.CSV, csv);
    }

    AppliedCatalog take(CatalogFormat format, byte[] file) {
        Catalog.Candidate candidate = accepted(catalog.prepare(format, file));
        AppliedCatalog applied = apply(candidate);
        catalog.show(applied, candidate);
        return applied;
    }

    /// Why a file is refused.
    String refusal(CatalogFormat format, byte[] file) {
        return switch (catalog.prepare(format, file)) {
            case Decision.Accepted<Catalog.Candidate> _ -> throw new AssertionError("accepted");
            case Decision.Refused<Catalog.Candidate>(var reason, var detail) -> {
                if (reason != Reason.CATALOG_NOT_VALID) {
                    throw new AssertionError(reason);
                }
                yield detail;
            }
        };
    }

    Path file(AppliedCatalog applied) {
        return files.resolve(applied.sha256() + ".catalog");
    }

    List<String> files() throws IOException {
        try (var all = Files.list(files)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    <T> List<T> events(Class<T> type) {
        return journal.outbox()
                .rows(Lane.OPS, 1, 1000, 1 << 20)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static <T> T accepted(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    @Override
    public void close() {
        journal.close();
    }
}
