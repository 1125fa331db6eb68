package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.EUR;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.central.statement.SettlementImport.Taken;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of an acquirer's file that comes twice at once, of whatever year it is, and of whose payout it is.
class SettlementImportTest {
    private static final String SHARED = "455600119999";

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void aFileThatComesTwiceAtOnceIsTakenOnce() throws Exception {
        byte[] file = payout("NP-260302-0417", GIROCARD, "2026-03-02");
        var second = new FutureTask<>(() -> world.settle("nordpay", file));

        whileItWaits(second, file);

        assertEquals(0,
                assertInstanceOf(Taken.Imported.class, second.get(30, TimeUnit.SECONDS)).newPayouts());
        assertEquals("1", world.value("select count(*) from payout where tenant = :tenant"));
    }

    @Test
    void norIsItTakenAsAnotherAcquirersAtOnce() throws Exception {
        world.changeAcquirer("easypay", DAY);
        byte[] file = payout("NP-260302-0417", GIROCARD, "2026-03-02");
        var second = new FutureTask<>(() -> world.settle("easypay", file));

        whileItWaits(second, file);

        assertInstanceOf(Taken.AnothersPayout.class, second.get(30, TimeUnit.SECONDS));
        assertEquals("1", world.value("select count(*) from payout where tenant = :tenant"));
    }

    /// Takes the file, and lets the second import begin before the first one is committed.
    private void whileItWaits(FutureTask<Taken> second, byte[] file) {
        world.database.inTransaction(transaction -> {
            var first = world.settle(transaction, "nordpay", file);
            Thread.ofVirtual().start(second);
            while (!second.isDone()
                    && world.value("select count(*) from pg_locks where not granted").equals("0")) {
                Thread.onSpinWait();
            }
            return first;
        });
    }

    @Test
    void theLastDayThatIsTakenIsBooked() {
        byte[] file = new String(payout("NP-260302-0417", GIROCARD, "2026-03-02"), StandardCharsets.UTF_8)
                .replace(",2026-03-03,", ",9999-12-31,").getBytes(StandardCharsets.UTF_8);

        assertInstanceOf(Taken.Imported.class, world.settle("nordpay", file));
    }

    /// One merchant id, which one company has from June on and another from September on.
    @ParameterizedTest
    @CsvSource({"2026-05-02, entity-x", "2026-06-01, entity-x", "2026-08-31, entity-x",
        "2026-09-01, entity-y"})
    void aPayoutIsOfWhoHasTheContractThenOrIsTheFirstToHaveIt(String day, String entity) {
        holds("entity-y", "2026-09-01");
        holds("entity-x", "2026-06-01");

        world.settle("nordpay", payout("NP-1", SHARED, day));

        assertEquals(entity, world.value("select legal_entity from payout where tenant = :tenant"));
    }

    private void holds(String entity, String from) {
        var contract = new CardContract("nordpay", SHARED, entity.replace("entity-", "6500"),
                List.of("girocard"),
                LocalDate.parse(from));
        world.database.inTransaction(transaction -> world.stores.save(transaction, new Store(world.tenant,
                entity + "-" + world.tenant, entity, "Store", ZoneId.of("Europe/Berlin"), EUR, List.of(),
                List.of(contract)), null));
    }

    private static byte[] payout(String reference, String merchantId, String day) {
        return new SettlementText().payout(reference, "2026-03-03", day, merchantId,
                List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2380))).bytes();
    }
}
