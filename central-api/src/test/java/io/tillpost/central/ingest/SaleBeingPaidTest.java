package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.sql.SqlLedger;
import io.tillpost.protocol.event.SaleId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Money comes before its sale is completed. That is no break of the books, until nothing more comes of that day.
class SaleBeingPaidTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Instant SOON = SimulatedStore.NOON.plus(Duration.ofHours(23));
    private static final Instant LATER = SimulatedStore.NOON.plus(Duration.ofHours(25));

    private final IngestWorld world = new IngestWorld(TEST);
    private final GoldenTill till = new GoldenTill(world.welcomed("s", 1));

    @AfterAll
    static void close() {
        TEST.close();
    }

    private void send(long from) {
        world.send(till.store, from, till.store.last());
    }

    private List<String> broken(Instant now) {
        return world.broken(now).stream().flatMap(finding -> finding.violations().stream()).toList();
    }

    private String saleLacks(String amount, String day) {
        return till.store.place.store() + " has " + eur(amount).minor()
                + " EUR tender without sale or sale without tender, first on " + day;
    }

    @Test
    void aCardPaymentWhoseSaleGoesOnBreaksNothing() {
        SaleId sale = till.sale();
        var card = till.card(sale, "11.90", "0.00");
        send(1);
        long sent = till.store.last();
        assertEquals(List.of(), broken(SOON));
        till.completed(sale, "0.00", "0.00", List.of(tax(1900, "food", "11.90", "10.00")), card);
        send(sent + 1);
        assertEquals(List.of(), broken(LATER));
    }

    @Test
    void aPaymentThatNoSaleFollowsForADayDoes() {
        till.card(till.sale(), "11.90", "0.00");
        send(1);
        assertEquals(List.of(saleLacks("-11.90", "2026-11-23")), broken(LATER));
    }

    @Test
    void whatIsBrokenForLongerIsNamedWhileAnotherSaleIsBeingPaid() {
        till.cash(till.sale(), "7.00", "7.00");
        send(1);
        var nextDay = SimulatedStore.DAY.plusDays(1);
        var place = till.store.place;
        var drawer = AccountName.drawer(place.store(), "drawer-1");
        boolean posted = world.database.inTransaction(tx -> new SqlLedger(Clock.fixed(LATER, ZoneOffset.UTC))
                .post(tx,
                        List.of(new EntryRequest(place.tenant(), place.legalEntity(), place.store(), "till-1",
                                null, UUID.randomUUID(), "cash", "test", LATER, nextDay, null, "being paid",
                                null,
                                List.of(EntryLine.debit(drawer, eur("5.00")),
                                        EntryLine.credit(AccountName.TENDER_RECEIVED, eur("5.00")))))))
                .getFirst();
        assertTrue(posted);
        assertEquals(List.of(saleLacks("-7.00", "2026-11-23")), broken(LATER));
    }
}
