package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.moved;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static io.tillpost.central.ingest.GoldenTill.tender;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.shift.ZCheck;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftTotals;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A box that was put back goes on with a shift whose Z report it had forgotten, and makes another one of all of it.
class SecondZTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private final GoldenTill till = new GoldenTill(world.welcomed("s", 1));

    @AfterAll
    static void close() {
        TEST.close();
    }

    /// Float 100.00 and 400.00 sold, counted as 498.00 and lifted; then 20.00 more.
    private List<ZCheck> closedTwice(String expected, String counted) {
        till.open("100.00");
        return closedTwice(expected, counted, null);
    }

    private List<ZCheck> closedTwice(String expected, String counted, @Nullable String carried) {
        sell("400.00", "336.13");
        till.close(1, totals(1, "400.00", "336.13"), "400.00", "0.00", "500.00", "498.00", carried);
        sell("20.00", "16.81");
        till.close(2, totals(2, "420.00", "352.94"), "420.00", "0.00", expected, counted, carried);
        world.send(till.store, 1, till.store.last());
        return world.database
                .inTransaction(tx -> world.zAudit.ofDay(tx, world.tenant, null, SimulatedStore.DAY));
    }

    private void sell(String gross, String net) {
        SaleId sale = till.sale();
        till.completed(sale, "0.00", "0.00", List.of(tax(1900, "food", gross, net)),
                till.cash(sale, gross, gross));
    }

    private static ShiftTotals totals(long sales, String gross, String net) {
        var taxes = List.of(tax(1900, "food", gross, net));
        return new ShiftTotals(sales, eur(gross), 0, eur("0.00"), 0, taxes, List.of(), eur("0.00"),
                eur("0.00"), eur("0.00"), List.of(tender("cash", sales, gross)),
                List.of(moved(CashMoved.Kind.TENDER, sales, gross)), 0, null);
    }

    private static List<String> differing(ZCheck z) {
        return z.differing().stream().map(ZCheck.Line::what).toList();
    }

    @Test
    void theSecondAgreesWithWhatTheFirstLeftInTheDrawer() {
        List<ZCheck> zs = closedTwice("20.00", "20.00");
        assertEquals(List.of(), differing(zs.getLast()));
        assertFalse(world.balances().contains("assets:cash:"), world.balances());
        assertTrue(world.balances().contains("expenses:cash-over-short=200 "), world.balances());
        assertEquals(
                List.of("sales net 19 %", "sales tax 19 %", "sales gross", "cash less what was given back",
                        "cash as TENDER", "expected cash"),
                differing(zs.getFirst()));
    }

    @Test
    void aShortageAtTheSecondCountIsItsOwn() {
        ZCheck second = closedTwice("20.00", "15.00").getLast();
        assertEquals(List.of(), differing(second));
        assertTrue(world.balances().contains("expenses:cash-over-short=700 "), world.balances());
    }

    @Test
    void nothingWasMissingAtTheOpeningOfADrawerThatWasNotCountedBefore() {
        till.openCarrying("100.00", "60.00");
        assertEquals(List.of(), differing(closedTwice("20.00", "20.00", "60.00").getLast()));
    }

    /// As agents of before have it: the drawer is 500.00 short of what they expect there.
    @Test
    void oneThatExpectsWhatWasLiftedDiffers() {
        ZCheck second = closedTwice("520.00", "20.00").getLast();
        assertEquals(List.of("expected cash"), differing(second));
    }
}
