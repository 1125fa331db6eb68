package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.DiscrepancyClass;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.sync.Downlink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A file of an acquirer is matched for a minute, in one transaction, while stores sell.
class ImportBesideSalesTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void aBatchWithWhatHasToBeLookedAtDoesNotWaitForTheFile() {
        var store = world.welcomed("s", 1);
        var till = new GoldenTill(store);
        till.open("100.00");
        var _ = till.attested(till.sale(), AttemptKind.CHARGE, "23.80", true);
        Downlink answer = world.database.inTransaction(tx -> {
            world.matches.lock(tx, world.tenant);
            // Another connection: it fails after the lock timeout if it needs what the file has.
            return CompletableFuture.supplyAsync(() -> world.send(store, 1, store.last())).join();
        });
        assertInstanceOf(Downlink.Ack.class, answer);
        assertEquals(List.of(DiscrepancyClass.UNCONFIRMED_ATTESTATION),
                world.database.inTransaction(tx -> world.discrepancies.ofDay(tx, world.tenant,
                        store.place.store(), SimulatedStore.DAY)).stream().map(Discrepancy::type).toList());
    }
}
