package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.ReceiptList;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A random day at two tills, after which a page of records is lost, as it is with a damaged file. Once all events were told
/// again the records are those of the day, and the tills sell on. `-Dtillpost.rebuild.seeds` plays more days, `.seed` one
/// alone.
class LostRecordsTest {
    /// As many records as lie together in a page of a database.
    private static final int MOST_LOST = 16;

    @TempDir
    Path folder;

    static LongStream seeds() {
        Long one = Long.getLong("tillpost.rebuild.seed");
        return one == null
                ? LongStream.rangeClosed(1, Integer.getInteger("tillpost.rebuild.seeds", 24))
                : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void recordsAreWholeAgainAndTillsSellOn(long seed) throws Exception {
        var random = new Random(seed);
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        ForgottenDayTest.Lived lived = ForgottenDayTest.live(random, clock, folder, folder.resolve("unused"),
                seed % 2 == 0);
        List<String> lost = tear(folder.resolve("journal.db"), random);
        try (var world = new DayWorld(folder, new ScriptedTerminal(), clock)) {
            var _ = world.journal.commit(unit -> {
                world.rebuild.startOver(unit);
                return true;
            });
            lived.lanes().forEach(world::learn);
            ForgottenDayTest.assertComplete(lived.records(), world, lived.lanes(), seed % 2 == 0);
            world.payments.resume();
            world.payments.takeOver();
            assertSells(world);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", which loses records of " + lost, e);
        }
    }

    /// Everything can be looked at, and each till can sell for cash.
    private static void assertSells(DayWorld world) {
        var _ = world.journal.read(world.sales::allOpen);
        var _ = world.journal.read(world.refunds::allOpen);
        var _ = world.journal.read(world.payments::unresolved);
        var _ = world.journal.read(view -> new ReceiptList().latest(view, null, 100));
        for (String till : List.of("till-1", "till-2")) {
            List<Shift> open = world.journal.read(world.shifts::allOpen).stream()
                    .filter(shift -> shift.till().equals(till)).toList();
            if (open.isEmpty()) {
                var _ = world.done(unit -> world.shifts.open(unit, new Shifts.Opening(till,
                        cashier(till).actor().name(), null, eur(100)), DayWorld.TRACE));
            }
            if (world.journal.read(view -> world.carts.open(view, till)).isPresent()) {
                var _ = world.done(unit -> world.carts.abandon(unit, till, "left", cashier(till)));
            }
            var _ = world.done(unit -> world.carts.article("5")
                    .then(article -> world.carts.add(unit, till, article, null, null, cashier(till))));
            Sale sale = world.done(unit -> world.carts.checkOut(unit, till, cashier(till)));
            assertEquals(SaleState.COMPLETED,
                    world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(501), cashier(till)))
                            .state());
        }
    }

    private static List<String> tear(Path database, Random random) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            var keys = new ArrayList<List<String>>();
            try (var rows = statement.executeQuery("select shelf, key from shelf order by shelf, key")) {
                while (rows.next()) {
                    keys.add(List.of(rows.getString(1), rows.getString(2)));
                }
            }
            int first = random.nextInt(keys.size());
            List<List<String>> page = keys.subList(first,
                    Math.min(keys.size(), first + 1 + random.nextInt(MOST_LOST)));
            try (var delete = connection.prepareStatement("delete from shelf where shelf = ? and key = ?")) {
                for (List<String> one : page) {
                    delete.setString(1, one.getFirst());
                    delete.setString(2, one.getLast());
                    assertEquals(1, delete.executeUpdate());
                }
            }
            assertTrue(!page.isEmpty());
            return page.stream().map(List::getFirst).distinct().toList();
        }
    }
}
