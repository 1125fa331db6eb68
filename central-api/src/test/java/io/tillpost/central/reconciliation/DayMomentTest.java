package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.payment.CardPayments;
import io.tillpost.central.reconciliation.SettlementText.Line;
import io.tillpost.central.reconciliation.http.DayRoutes;
import io.tillpost.protocol.json.Json;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A day is read while stores go on sending.
class DayMomentTest {
    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void allThatADaySaysIsOfOneMoment() throws ProblemException {
        world.cashSale(DAY, 1999);
        var days = days(whileReading(() -> world.charge(GIROCARD, "10:14:09", 311, 208, 2380)));

        JsonNode day = ask(days);

        assertTrue(day.required("green").booleanValue(), day.toString());
        assertEquals(DayState.DIFFERS, world.read(DAY).state(),
                "the charge that came meanwhile awaits its file");
    }

    /// So it may not read as of the moment at which it began.
    @Test
    void aRunKnowsWhatAnotherHasDecidedWhileItWaited() throws Exception {
        world.charge(GIROCARD, "10:14:09", 311, 208, 2380);
        world.closeBatch(DAY, 2380);
        var run = new FutureTask<>(() -> world.run(DAY));
        world.database.inTransaction(transaction -> {
            world.matches.lock(transaction, world.tenant);
            Thread.ofVirtual().start(run);
            while (world.value("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                    .equals("0")) {
                Thread.onSpinWait();
            }
            return world.settle(transaction, "nordpay", new SettlementText().payout("NP-260302-0417",
                    "2026-03-03", "2026-03-02", GIROCARD,
                    List.of(new Line("2026-03-02", "10:14:09", 311, 208, 2380))).bytes());
        });

        assertTrue(run.get(30, TimeUnit.SECONDS).green(), run.get().toString());
    }

    private JsonNode ask(DayBook days) throws ProblemException {
        var call = new Call("GET", "", Map.of("store", world.storeName, "businessDate", DAY.toString()),
                Map.of(), Map.of(), new byte[0], new Caller(world.tenant, "c", Set.of(), null), "r", "tp");
        for (var route : new DayRoutes(world.database, world.stores, world.reconciliation, days).routes()) {
            if (route.handler() instanceof Route.Handler.Query query) {
                return Json.readTree(query.answer(call).body());
            }
        }
        throw new IllegalStateException("no route that reads a day");
    }

    private DayBook days(CardPayments payments) {
        return new DayBook(payments, world.books, world.settlements, world.statements, world.matches,
                world.discrepancies, (_, _, _, _) -> 0, world.zAudit, (_, _, _) -> new TreeMap<>(),
                world.clock);
    }

    /// The payments of the world, of which one more is committed between two questions.
    private CardPayments whileReading(Runnable arrival) {
        var first = new AtomicBoolean(true);
        return (CardPayments) Proxy.newProxyInstance(CardPayments.class.getClassLoader(),
                new Class<?>[]{CardPayments.class}, (_, method, arguments) -> {
                    if (method.getName().equals("moved") && first.getAndSet(false)) {
                        CompletableFuture.runAsync(arrival).join();
                    }
                    return method.invoke(world.payments, arguments);
                });
    }
}
