package io.tillpost.device.simulator.printer;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineLostException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;

/// A line to a virtual printer without threads or waiting: an empty read turns the clock instead.
final class MemoryLine implements Line {
    private final VirtualPrinter printer;
    private final TurnedClock clock;
    private final ByteArrayOutputStream answers;
    private int bytesUntilLost;
    boolean swallowsAnswers;
    /// Runs before every write, e.g. to open the cover at the right moment.
    Runnable beforeWrite = () -> {};

    /// `answers` outlives the line, as a printer's output buffer does.
    MemoryLine(VirtualPrinter printer, TurnedClock clock, ByteArrayOutputStream answers, int bytesUntilLost) {
        this.printer = printer;
        this.clock = clock;
        this.answers = answers;
        this.bytesUntilLost = bytesUntilLost;
    }

    /// Nanoseconds that only move when somebody waits.
    static final class TurnedClock {
        private long nanos;

        long nanos() {
            return nanos;
        }

        void turn(Duration by) {
            nanos += by.toNanos();
        }
    }

    @Override
    public byte[] read(Duration timeout) throws LineLostException {
        if (bytesUntilLost == 0) {
            throw new LineLostException("memory line is gone");
        }
        if (answers.size() == 0) {
            clock.turn(timeout);
        }
        byte[] read = answers.toByteArray();
        answers.reset();
        return read;
    }

    @Override
    public void write(byte[] bytes, Duration deadline) throws LineLostException {
        beforeWrite.run();
        int passed = Math.min(bytes.length, bytesUntilLost);
        bytesUntilLost -= passed;
        byte[] answer = printer.receive(Arrays.copyOf(bytes, passed));
        if (!swallowsAnswers) {
            answers.writeBytes(answer);
        }
        if (passed < bytes.length) {
            throw new LineLostException("memory line is gone");
        }
    }

    @Override
    public void close() {
        bytesUntilLost = 0;
    }
}
