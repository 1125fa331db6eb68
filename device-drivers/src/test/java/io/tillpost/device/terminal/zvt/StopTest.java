package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Somebody at the till wants a payment to stop.
class StopTest {
    private static final int INSERT_CARD = 0x0A;
    private static final int PIN = 0x01;
    private static final int COPIES = 3;

    private final ScriptedLine line = ScriptedLine.registered();
    private final ZvtTerminal terminal = new ZvtTerminal(() -> line,
            ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Rig.EUR), line::nanos);

    @Test
    void eachWishIsPassedOn() {
        line.says("80 00").says("04 FF 0A").says("04 FF 01");
        // The terminal is busy with the first one.
        line.says("84 9C").says("04 FF 04").says("80 00").says("06 1E 6C");
        assertInstanceOf(PaymentResult.Ended.class, pay(code -> code == INSERT_CARD || code == PIN));
        assertEquals(2, stopsHeard());
    }

    @Test
    void aWishIsPassedOnOnce() {
        line.says("80 00").says("04 FF 0A").says("04 FF 01").says("80 00").says("04 FF 01").says("06 1E 6C");
        assertInstanceOf(PaymentResult.Ended.class, pay(code -> code == INSERT_CARD));
        assertEquals(1, stopsHeard());
    }

    /// All three copies, and the terminal is heard again.
    @Test
    void aWishThatWasLostOnTheLineIsPassedOnAgainOnceTheTerminalIsHeard() {
        line.losesAborts = COPIES;
        line.says("80 00").says("04 FF 0A").saysAfter(Duration.ofSeconds(20), "04 FF 01");
        line.says("80 00").says("06 1E 6C");
        var _ = pay(code -> code == INSERT_CARD);
        assertEquals(1, stopsHeard());
    }

    /// While its line is opened, or it is asked whether it is there.
    @Test
    void aWishThatComesBeforeTheTerminalWasAskedStartsNothing() {
        var early = new AtomicReference<@Nullable ZvtTerminal>();
        try (var opening = new ZvtTerminal(() -> {
            stop(Objects.requireNonNull(early.get()));
            return line;
        }, ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Rig.EUR), line::nanos)) {
            early.set(opening);
            assertInstanceOf(PaymentResult.NotStarted.class, pay(opening, _ -> false));
        }
    }

    @Test
    void aWishForAPaymentThatIsOverDoesNotStopTheNextOne() {
        line.says("80 00").says("04 FF 0A").says("06 1E 6C");
        line.says("80 00");
        line.says("80 00").says("04 FF 0A").says("04 FF 01").says("06 1E 6C");
        assertInstanceOf(PaymentResult.Ended.class, pay(_ -> false));
        stop(terminal);
        int before = stopsHeard();
        assertInstanceOf(PaymentResult.Ended.class, pay(_ -> false));
        assertEquals(before, stopsHeard());
    }

    private PaymentResult pay(IntPredicate stopsAt) {
        return pay(terminal, stopsAt);
    }

    private static PaymentResult pay(ZvtTerminal terminal, IntPredicate stopsAt) {
        return terminal.pay(new PaymentRequest(new Money(1010, Rig.EUR)), _ -> true, new TerminalProgress() {
            @Override
            public void shows(int code, String text) {
                if (stopsAt.test(code)) {
                    stop(terminal);
                }
            }

            @Override
            public void prints(String printed) {}
        });
    }

    private static void stop(ZvtTerminal terminal) {
        try {
            Thread.ofPlatform().start(terminal::abort).join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int stopsHeard() {
        return Collections.frequency(line.heard, "06 B0 00");
    }
}
