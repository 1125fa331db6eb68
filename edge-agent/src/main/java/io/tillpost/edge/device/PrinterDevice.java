package io.tillpost.edge.device;

import io.tillpost.device.printer.PrinterStatus;
import io.tillpost.device.printer.ReceiptPrinter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// One receipt printer, the drawer that hangs on it, and their thread.
public final class PrinterDevice implements AutoCloseable {
    /// Often enough that an empty roll is seen before the next receipt.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final String name;
    private final ReceiptPrinter printer;
    private final HealthBoard board;
    private final DeviceThread thread;

    PrinterDevice(String name, ReceiptPrinter printer, HealthBoard board) {
        this.name = name;
        this.printer = printer;
        this.board = board;
        this.thread = new DeviceThread(name);
    }

    /// As in the configuration.
    public String name() {
        return name;
    }

    /// Runs a job on the printer's thread. Throws [java.util.concurrent.RejectedExecutionException] if too many wait.
    public <T> CompletableFuture<T> submit(Function<ReceiptPrinter, T> job) {
        return thread.submit(() -> job.apply(printer));
    }

    /// Begins to look after it.
    void watch() {
        thread.later(Duration.ZERO, this::look);
    }

    private void look() {
        try {
            PrinterStatus status = printer.status();
            board.report(name, state(status), words(status));
        } finally {
            // Nobody else looks, whatever went wrong with this look.
            thread.later(LOOK_EVERY, this::look);
        }
    }

    static DeviceState state(PrinterStatus status) {
        if (!status.reachable()) {
            return DeviceState.OFF_OFFLINE;
        }
        if (status.coverOpen()) {
            return DeviceState.COVER_OPEN;
        }
        if (status.recEmpty()) {
            return DeviceState.REC_EMPTY;
        }
        return status.fault() ? DeviceState.FAULT : DeviceState.ONLINE;
    }

    /// What to do something about, for whoever stands before it.
    static String words(PrinterStatus status) {
        return switch (state(status)) {
            case OFF_OFFLINE -> "the printer does not answer: is it on, and is its cable in?";
            case COVER_OPEN -> "the cover is open";
            case REC_EMPTY -> "the paper is out";
            case FAULT -> "the printer reports a fault, e.g. a paper jam";
            case ONLINE, UNKNOWN -> status.recNearEnd() ? "the paper is near its end" : "";
        };
    }

    /// Hangs up; what waits is not printed.
    @Override
    public void close() {
        printer.close();
        thread.close();
    }
}
