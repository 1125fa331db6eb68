package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.shift.KeptZ;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Z numbers of a box that was restored where it could not ask head office what it had forgotten.

class ZAfterRestoreTest {
    private static final LocalDate DAY = LocalDate.parse("2026-03-02");

    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private int made;

    @Test
    void numbersBeginAnewAndGrandTotalsAreRightOnceTheBoxWasTold() {
        report(1, 1000, 1000);
        report(2, 500, 1500);
        // Of a backup from before the second one: its grand total is what it knew then.
        report(2_417_001, 200, 1200);
        // Then it was told of the second one.
        report(2_417_002, 300, 2000);
        report(2_417_003, 100, 2100);

        assertEquals(
                List.of("after a restore without head office, the grand total of sales is 12.00 EUR, before"
                        + " it was 15.00 EUR and the shift had 2.00 EUR"),
                findings());
    }

    @Test
    void withinABlockEachNumberFollowsTheOneBefore() {
        report(1, 1000, 1000);
        report(2_417_001, 200, 1200);
        report(2_417_003, 300, 1500);

        assertEquals(List.of("Z 2417002 of till till-1 is missing before this one"), findings());
    }

    @Test
    void aGrandTotalThatIsNoSumIsNamedAfterARestoreToo() {
        report(1, 1000, 1000);
        report(2_417_001, 200, 1200);
        report(2_417_002, 300, 1600);

        assertEquals(
                List.of("the grand total of sales is 16.00 EUR, before it was 12.00 EUR and the shift had"
                        + " 3.00 EUR"),
                findings());
    }

    private List<String> findings() {
        return world.database.inTransaction(tx -> world.zAudit.ofDay(tx, world.tenant, null, DAY))
                .stream()
                .flatMap(check -> check.findings().stream())
                .toList();
    }

    private void report(long number, long sold, long grand) {
        made++;
        var id = new UUID(7, made);
        var totals = new ShiftTotals(1, eur(sold), 0, eur(0), 0, List.of(), List.of(), eur(0), eur(0), eur(0),
                List.of(), List.of(), 0, null);
        var z = new ZReported(number, "drawer-1", SimulatedStore.NOON, SimulatedStore.NOON, totals,
                eur(grand),
                eur(0), eur(0), null, eur(0));
        var _ = world.database.inTransaction(tx -> {
            world.zReports.save(tx, world.tenant,
                    List.of(new KeptZ(id, world.tenant + "-s", "till-1", id, DAY, SimulatedStore.NOON, z)));
            return true;
        });
    }

    private static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }
}
