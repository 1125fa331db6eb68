package io.tillpost.device.printer.escpos;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineOpener;
import io.tillpost.device.printer.PrinterStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The dialogue with one printer: questions and their answers, over a line that is opened when it is needed. Every
/// [IOException] means that the line is lost; the next call opens it anew.
///
/// An answer to `GS r` carries no number, so the session counts the questions it still owes itself an answer to: the
/// late answer of an earlier job must never confirm a later one.
final class EscPosSession implements AutoCloseable {
    private static final byte DLE = 0x10;
    private static final byte EOT = 0x04;
    private static final byte GS = 0x1d;
    private static final int CHUNK_BYTES = 256;
    /// An automatic status has three more bytes that look like answers to GS r.
    private static final int AUTOMATIC_STATUS_REST = 3;

    private final LineOpener opener;
    private final EscPosTimings timings;
    private final LongSupplier nanoTime;
    private final Deque<EscPosAnswer> answers = new ArrayDeque<>();
    private volatile @Nullable Line line;
    private int skip;
    private int unanswered;
    /// Whether nothing was settled on this line yet.
    private boolean justOpened;

    EscPosSession(LineOpener opener, EscPosTimings timings, LongSupplier nanoTime) {
        this.opener = opener;
        this.timings = timings;
        this.nanoTime = nanoTime;
    }

    /// Asks the four real-time status bytes. A printer that leaves one out is unreachable.
    PrinterStatus status() throws IOException {
        var printer = realTime(1);
        if (printer.isEmpty()) {
            // A printer that was left with half a command takes the first question for the other half.
            printer = realTime(1);
        }
        if (printer.isEmpty()) {
            return PrinterStatus.UNREACHABLE;
        }
        var offline = realTime(2);
        var error = realTime(3);
        var paper = realTime(4);
        if (offline.isEmpty() || error.isEmpty() || paper.isEmpty()) {
            return PrinterStatus.UNREACHABLE;
        }
        return StatusBits.status(printer.getAsInt(), offline.getAsInt(), error.getAsInt(), paper.getAsInt());
    }

    /// Sends bytes that do something. Once it is called, something may have been done.
    void send(byte[] bytes) throws IOException {
        var open = open();
        for (int from = 0; from < bytes.length; from += CHUNK_BYTES) {
            int to = Math.min(bytes.length, from + CHUNK_BYTES);
            open.write(Arrays.copyOfRange(bytes, from, to), timings.write());
        }
    }

    /// Asks `GS r 1` behind everything sent so far.
    void ask() throws IOException {
        // Automatic status would be mistaken for answers, and some printers have it on by their switches.
        send(new byte[]{GS, 'a', 0, GS, 'r', 1});
        unanswered++;
    }

    /// Waits up to `patience` for one answer to `GS r`; true once no question is left without one.
    boolean answered(Duration patience) throws IOException {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        for (var answer = next(deadline); answer != null; answer = next(deadline)) {
            if (answer instanceof EscPosAnswer.InBand) {
                unanswered--;
            }
        }
        return unanswered == 0;
    }

    /// Settles what earlier jobs left open, before the first job on a line also those of an earlier program: asks once more and
    /// waits until every question is answered or, where nobody knows how many there are, until nothing comes after the last
    /// answer. False if nothing came at all. What answers no question, e.g. a byte of a printer that was switched on, is
    /// forgotten.
    boolean settled() throws IOException {
        drain();
        if (unanswered == 0) {
            answers.removeIf(EscPosAnswer.InBand.class::isInstance);
            if (!justOpened) {
                return true;
            }
        }
        ask();
        int before = unanswered;
        boolean heard = justOpened
                ? hears(timings.status())
                : answered(timings.status()) || unanswered < before;
        if (!heard) {
            return false;
        }
        while ((justOpened || unanswered > 0) && hears(timings.quiet())) {
            // Another one may follow.
        }
        unanswered = 0;
        justOpened = false;
        return true;
    }

    /// Waits for one answer to `GS r`, whether or not a question is open.
    private boolean hears(Duration patience) throws IOException {
        long deadline = nanoTime.getAsLong() + patience.toNanos();
        for (var answer = await(deadline); answer != null; answer = await(deadline)) {
            if (answer instanceof EscPosAnswer.InBand) {
                unanswered = Math.max(0, unanswered - 1);
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        var open = line;
        line = null;
        answers.clear();
        skip = 0;
        if (open != null) {
            open.close();
        }
    }

    private OptionalInt realTime(int kind) throws IOException {
        drain();
        answers.removeIf(EscPosAnswer.RealTime.class::isInstance);
        open().write(new byte[]{DLE, EOT, (byte) kind}, timings.write());
        long deadline = nanoTime.getAsLong() + timings.status().toNanos();
        var passedBy = new ArrayDeque<EscPosAnswer>();
        var answer = await(deadline);
        while (answer instanceof EscPosAnswer.InBand) {
            passedBy.add(answer);
            answer = await(deadline);
        }
        answers.addAll(passedBy);
        return answer instanceof EscPosAnswer.RealTime(int bits) ? OptionalInt.of(bits) : OptionalInt.empty();
    }

    /// Takes what came unasked or too late, so that it is not the answer to the next question.
    private void drain() throws IOException {
        for (byte[] late = open().read(Duration.ZERO); late.length > 0; late = open().read(Duration.ZERO)) {
            take(late);
        }
    }

    private @Nullable EscPosAnswer next(long deadline) throws IOException {
        return unanswered == 0 ? null : await(deadline);
    }

    /// The next answer, or null at the deadline.
    private @Nullable EscPosAnswer await(long deadline) throws IOException {
        while (answers.isEmpty()) {
            long left = deadline - nanoTime.getAsLong();
            if (left <= 0) {
                return null;
            }
            take(open().read(Duration.ofNanos(left)));
        }
        return answers.poll();
    }

    private void take(byte[] received) {
        for (byte one : received) {
            take(one);
        }
    }

    private void take(byte received) {
        if (skip > 0) {
            skip--;
            return;
        }
        switch (EscPosAnswer.of(received)) {
            case EscPosAnswer.AutomaticStatus() -> skip = AUTOMATIC_STATUS_REST;
            case EscPosAnswer.Noise() -> {
            }
            case EscPosAnswer.RealTime answer -> answers.add(answer);
            case EscPosAnswer.InBand answer -> answers.add(answer);
        }
    }

    private Line open() throws IOException {
        var open = line;
        if (open == null) {
            open = opener.open();
            line = open;
            justOpened = true;
        }
        return open;
    }
}
