package io.tillpost.edge.device;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.TerminalAnswer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/// One card terminal and its thread.
public final class TerminalDevice implements AutoCloseable {
    /// Often enough to see a pulled cable before the next customer does.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(15);
    /// A terminal that is switched on is found soon.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private final String name;
    private final CardTerminal terminal;
    private final HealthBoard board;
    private final DeviceThread thread;

    TerminalDevice(String name, CardTerminal terminal, HealthBoard board) {
        this.name = name;
        this.terminal = terminal;
        this.board = board;
        this.thread = new DeviceThread(name);
    }

    /// As in the configuration.
    public String name() {
        return name;
    }

    /// Runs a job on the terminal's thread. Throws [java.util.concurrent.RejectedExecutionException] if too many wait.
    public <T> CompletableFuture<T> submit(Function<CardTerminal, T> job) {
        return thread.submit(() -> job.apply(terminal));
    }

    /// Runs a job on the terminal's thread later.
    public void later(Duration delay, Consumer<CardTerminal> job) {
        thread.later(delay, () -> job.accept(terminal));
    }

    /// Has `listener` hear of batches that the terminal closes by itself, on the terminal's thread; perhaps twice of one.
    public void whenItClosesItsBatch(Consumer<EndOfDayResult.Closed> listener) {
        terminal.whenItClosesItsBatch(listener);
    }

    /// Asks the terminal to stop what it does. From any thread.
    public void abort() {
        terminal.abort();
    }

    /// Notes what an answer says of the terminal's health, and gives it back.
    public <T> TerminalAnswer<T> noted(TerminalAnswer<T> answer) {
        switch (answer) {
            case TerminalAnswer.Answered<T> _ -> board.report(name, DeviceState.ONLINE, "");
            case TerminalAnswer.Refused<T>(int code, String text) ->
                board.report(name, DeviceState.ONLINE, text + " (" + code + ")");
            case TerminalAnswer.Unreachable<T>(String reason) ->
                board.report(name, DeviceState.OFF_OFFLINE, reason);
        }
        return answer;
    }

    /// Begins to look after it. `atFirstContact` runs on its thread once, when it first answers.
    void watch(Runnable atFirstContact) {
        thread.later(Duration.ZERO, () -> meet(atFirstContact));
    }

    private void meet(Runnable atFirstContact) {
        boolean met = false;
        try {
            if (noted(terminal.connect()) instanceof TerminalAnswer.Answered) {
                atFirstContact.run();
                met = true;
            }
        } finally {
            // Nobody else looks, whatever went wrong with this look.
            thread.later(met ? LOOK_EVERY : LOOK_AGAIN, met ? this::look : () -> meet(atFirstContact));
        }
    }

    private void look() {
        boolean there = false;
        try {
            there = !(noted(terminal.status()) instanceof TerminalAnswer.Unreachable);
        } finally {
            thread.later(there ? LOOK_EVERY : LOOK_AGAIN, this::look);
        }
    }

    /// Hangs up. A payment that runs is left to recovery after the next start.
    @Override
    public void close() {
        terminal.close();
        thread.close();
    }
}
