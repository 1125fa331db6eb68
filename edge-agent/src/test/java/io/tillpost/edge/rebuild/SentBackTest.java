package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.sold;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A card tender of an open sale went back as a refund, which does not name its charge. A box that has forgotten that finds
/// it again.
class SentBackTest {
    @TempDir
    private Path folder = Path.of("");
    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @ParameterizedTest
    @CsvSource({"100,50,0", "50,100,0", "50,100,1", "100,100,0", "100,100,1"})
    void theSaleIsPaidByTheOtherCardAlone(long first, long second, int index) throws Exception {
        SaleId id;
        List<Tender> left;
        Attempt back;
        List<JournalRow> rows;
        try (var world = world("box")) {
            open(world);
            id = sold(world).sale();
            charge(world, id, first);
            charge(world, id, second);
            // Whichever it is, it is not the terminal's last.
            charge(world, sold(world).sale(), 250);
            back = giveBack(world, id, index);
            assertEquals(AttemptKind.REFUND, back.kind());
            left = look(world, id).tenders();
            assertEquals(1, left.size());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("told-all")) {
            world.learn(rows);
            assertEquals(left, look(world, id).tenders());
            assertEquals(SaleState.PART_PAID, look(world, id).state());
            assertEquals(back.purpose(), world.look(back).purpose());
        }
        int begun = rows.stream().map(JournalRow::type).toList().lastIndexOf("PaymentAttemptStarted");
        try (var world = world("told-the-beginning")) {
            world.learn(rows.subList(0, begun + 1));
            assertEquals(SaleState.CARD_PENDING, look(world, id).state());
            world.payments.told();
            assertEquals(AttemptState.CHARGED, world.ended(back.attempt()).state());
            assertEquals(left, look(world, id).tenders());
        }
    }

    private static void charge(DayWorld world, SaleId sale, long minor) throws InterruptedException {
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt attempt = world
                .done(unit -> world.payments.begin(unit, sale, TERMINAL, eur(minor), cashier(TILL)));
        world.payments.run(attempt);
        assertEquals(AttemptState.CHARGED, world.ended(attempt.attempt()).state());
    }

    private static Attempt giveBack(DayWorld world, SaleId sale, int tender) throws InterruptedException {
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt attempt = world
                .done(unit -> world.payments.beginGiveBack(unit, sale, tender, cashier(TILL)));
        world.payments.run(attempt);
        return world.ended(attempt.attempt());
    }

    private static Sale look(DayWorld world, SaleId sale) {
        return world.journal.read(view -> world.sales.byId(view, sale));
    }

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }
}
