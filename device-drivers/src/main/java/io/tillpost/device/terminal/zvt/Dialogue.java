package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.io.IOException;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One command of the till up to the terminal's last word on it. While it runs the terminal is the master: it sends, the
/// till answers (PA00P016, 5.1).
final class Dialogue {
    /// How often a request to stop is looked for while nothing comes.
    private static final Duration SLICE = Duration.ofMillis(100);

    /// How a command was taken up.
    sealed interface Start {
        record Accepted() implements Start {}

        /// The terminal will not do it.
        record Refused(int code) implements Start {}

        /// The terminal does not have the command.
        record NotDelivered() implements Start {}

        /// The terminal may have the command; nothing is known.
        record Silent(String lastStep) implements Start {}
    }

    private final Link link;
    private final ZvtTimers timers;
    private final LongSupplier nanos;
    private final IntSupplier stopWishes;
    private int stopsTried;
    private int stopsDelivered;
    private long heardAtLastTry;
    private boolean mayHaveMissed;
    private long silenceEndNanos;

    /// @param stopWishes how often somebody has wanted the command to stop so far
    Dialogue(Link link, ZvtTimers timers, LongSupplier nanos, IntSupplier stopWishes) {
        this.link = link;
        this.timers = timers;
        this.nanos = nanos;
        this.stopWishes = stopWishes;
    }

    Start start(Apdu command) throws IOException {
        String name = Apdu.name(command.control());
        Delivery delivery = link.send(command);
        if (delivery == Delivery.REFUSED) {
            return new Start.NotDelivered();
        }
        if (delivery == Delivery.UNCERTAIN) {
            return new Start.Silent(name + " sent, not acknowledged");
        }
        long end = nanos.getAsLong() + timers.response().toNanos();
        for (long left = end - nanos.getAsLong(); left > 0; left = end - nanos.getAsLong()) {
            Apdu apdu = link.receive(Duration.ofNanos(left));
            if (apdu != null && Commands.isPositive(apdu)) {
                restartSilence(timers.completion());
                return new Start.Accepted();
            }
            if (apdu != null && Commands.isNegative(apdu)) {
                return new Start.Refused(codeOf(apdu));
            }
            if (apdu != null && !Commands.isZvt(apdu)) {
                return new Start.Silent(
                        name + " answered in another protocol (" + Apdu.name(apdu.control()) + ")");
            }
            // Anything else belongs to an earlier dialogue. It is not answered: an answer could decide about money.
        }
        return new Start.Silent(name + " acknowledged, not answered");
    }

    /// `84 xx`; with the wrong currency the code is in the data block (PA00P015, 2.1).
    private static int codeOf(Apdu apdu) {
        byte[] data = apdu.data();
        boolean inData = (apdu.control() & 0xFF) == 0x1E && data.length > 0;
        return inData ? data[0] & 0xFF : apdu.control() & 0xFF;
    }

    /// The terminal's next command; `null` when it has been silent for all of T4.
    @Nullable
    Apdu next() throws IOException {
        while (true) {
            passOnStop();
            long left = silenceEndNanos - nanos.getAsLong();
            if (left <= 0) {
                return null;
            }
            Duration wait = Duration.ofNanos(left);
            Apdu apdu = link.receive(wait.compareTo(SLICE) < 0 ? wait : SLICE);
            mayHaveMissed |= apdu != null && link.gapBeforeLast();
            // A response here answers our 06 B0; whatever it says, it is no evidence of what becomes of the money.
            if (apdu != null && !Commands.isResponse(apdu)) {
                noteProgress(apdu);
                // What asks for a card has approved none so far.
                mayHaveMissed &= !Display.asksForCard(apdu);
                return apdu;
            }
        }
    }

    /// Each wish is sent, and sent again if the terminal is heard after it did not take it.
    private void passOnStop() throws IOException {
        int wished = stopWishes.getAsInt();
        boolean news = wished > stopsTried;
        boolean again = wished > stopsDelivered && link.lastHeardNanos() != heardAtLastTry;
        if (news || again) {
            stopsTried = wished;
            if (link.send(Commands.abort()) == Delivery.DELIVERED) {
                stopsDelivered = wished;
            }
            heardAtLastTry = link.lastHeardNanos();
        }
    }

    /// 04 FF and 04 0F restart T4; 04 FF may set it anew, in minutes (PA00P015, 3.7).
    private void noteProgress(Apdu apdu) {
        byte[] data = apdu.data();
        if (apdu.control() == Commands.INTERMEDIATE_STATUS && data.length > 1 && isDecimal(data[1])
                && data[1] != 0) {
            restartSilence(Duration.ofMinutes(Bcd.number(new byte[]{data[1]})));
        } else if (apdu.control() == Commands.INTERMEDIATE_STATUS
                || apdu.control() == Commands.STATUS_INFORMATION) {
            restartSilence(timers.completion());
        }
    }

    private static boolean isDecimal(byte b) {
        return (b & 0x0F) <= 9 && ((b >> 4) & 0x0F) <= 9;
    }

    private void restartSilence(Duration length) {
        silenceEndNanos = nanos.getAsLong() + length.toNanos();
    }

    Delivery answer(Apdu response) throws IOException {
        return link.send(response);
    }

    /// True if the terminal may have given up a message since it took up the command. Whatever it said after that is no
    /// evidence of what it had said in the gap; it only is of nothing having been approved when it asks for a card then.
    boolean mayHaveMissed() {
        return mayHaveMissed;
    }

    /// Tells the terminal to stop, without waiting for what it says to that.
    void stop() throws IOException {
        var _ = link.send(Commands.abort());
    }
}
