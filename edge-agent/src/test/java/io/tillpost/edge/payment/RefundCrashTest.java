package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.payment.MoneyBack.Way;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.protocol.event.RefundCompleted;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The agent dies at every step of every way that money goes back, and comes back on the same file: it goes back once.
class RefundCrashTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> everyStepOfEveryWay() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Point.values()).map(point -> Arguments.of(way, point)));
    }

    @ParameterizedTest
    @MethodSource("everyStepOfEveryWay")
    void whereverTheAgentDiesTheMoneyGoesBackOnceInTheEnd(Way way, Point point) throws InterruptedException {
        var terminal = new ScriptedTerminal();
        var dead = new CountDownLatch(1);
        MoneyBack back;
        Attempt attempt;
        try (var world = new StoreWorld(folder, terminal)) {
            world.openShift("till-1");
            back = MoneyBack.paid(world, way);
            assertEquals(MoneyBack.MINOR, terminal.netMinor());
            terminal.script = here -> {
                if (here == point) {
                    world.journal.close();
                    dead.countDown();
                }
                return here == point;
            };
            attempt = back.begin(world);
            assertTrue(dead.await(20, TimeUnit.SECONDS), "it never came to " + point);
        }
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        try (var world = new StoreWorld(folder, terminal)) {
            Attempt now = world.end(attempt.attempt());
            assertEquals(terminal.netMinor() == 0, now.state() == AttemptState.CHARGED, now.toString());
            assertEquals(now.state() == AttemptState.CHARGED, back.done(world));
            if (now.state() != AttemptState.CHARGED) {
                assertEquals(AttemptState.CHARGED, world.end(back.begin(world).attempt()).state());
            }
            assertTrue(back.done(world));
            assertFalse(back.waits(world));
            assertEquals(0, terminal.netMinor());
            assertEquals(way.ofOpenSale() ? 0 : 1, world.events(RefundCompleted.class).size());
        }
    }
}
