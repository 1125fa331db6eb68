package io.tillpost.central.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.SettlementText.Line;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A payout of more lines than one entry takes.
class ManyLinesTest {
    private static final int LINES = 20_001;

    @Test
    void aHugePayoutOfUnknownLinesIsPostedInParts() {
        theDatabaseKnowsOfAnotherTenantAlone();
        var world = new ReconciliationWorld();
        var lines = new ArrayList<Line>(LINES);
        for (int i = 1; i <= LINES; i++) {
            lines.add(new Line("2026-03-02", "10:00:00", i, i % 9999 + 1, 500));
        }

        world.settle(new SettlementText().payout("NP-1", "2026-03-03", "2026-03-02",
                ReconciliationWorld.GIROCARD, lines));

        assertEquals("settlement settlement-2 settlement-3",
                world.value("select string_agg(role, ' ' order by role) from entry where tenant = :tenant"));
        assertEquals(-500L * LINES, world.balance(AccountName.SUSPENSE));
        assertEquals(Integer.toString(LINES),
                world.value("select count(*) from discrepancy where tenant = :tenant and state = 'open'"));
        assertEquals("0", world.value("select sum(amount_minor) from entry_line where tenant = :tenant"));
    }

    /// It then expects one row of each tenant that is new.
    private static void theDatabaseKnowsOfAnotherTenantAlone() {
        var other = new ReconciliationWorld();
        other.settle(new SettlementText().payout("NP-1", "2026-03-03", "2026-03-02",
                ReconciliationWorld.GIROCARD,
                List.of(new Line("2026-03-02", "10:00:00", 1, 1, 500))));
        other.test.execute("analyze settlement_line");
        other.test.execute("analyze payment");
    }
}
