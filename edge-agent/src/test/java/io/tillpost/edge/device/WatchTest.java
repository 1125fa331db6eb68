package io.tillpost.edge.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.payment.ScriptedTerminal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Devices are looked after whatever becomes of what is said of them, e.g. because the disk is full.
class WatchTest {
    @Test
    void aChangeThatCouldNotBeToldIsToldWhenItIsSeenAgain() {
        var told = new ArrayList<DeviceState>();
        var fails = new AtomicInteger(1);
        var board = new HealthBoard((_, now) -> {
            if (fails.getAndDecrement() > 0) {
                throw new IllegalStateException("the disk is full");
            }
            told.add(now.state());
        }, Clock.systemUTC());
        board.add("printer-1");
        assertThrows(IllegalStateException.class,
                () -> board.report("printer-1", DeviceState.REC_EMPTY, "the paper is out"));
        assertEquals(DeviceState.UNKNOWN, board.all().getFirst().state());
        board.report("printer-1", DeviceState.REC_EMPTY, "the paper is out");
        board.report("printer-1", DeviceState.REC_EMPTY, "the paper is out");
        assertEquals(List.of(DeviceState.REC_EMPTY), told);
    }

    @Test
    void aTerminalIsLookedAfterAlsoWhenALookFailed() throws InterruptedException {
        var fails = new AtomicInteger(1);
        var met = new CountDownLatch(1);
        var board = new HealthBoard((_, _) -> {
            if (fails.getAndDecrement() > 0) {
                throw new IllegalStateException("the disk is full");
            }
        }, Clock.systemUTC());
        try (var devices = new Devices(Map.of("terminal-1", new ScriptedTerminal()), Map.of(), board)) {
            devices.watch(_ -> met.countDown());
            assertTrue(met.await(30, TimeUnit.SECONDS), "it is asked again");
            assertEquals(DeviceState.ONLINE, board.all().getFirst().state());
        }
    }
}
