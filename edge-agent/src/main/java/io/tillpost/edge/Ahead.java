package io.tillpost.edge;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/// Something that is made on a thread of its own, because whoever needs it has other things to do first. For one taker, on
/// one thread.
///
/// @param <T> what is made
final class Ahead<T> implements AutoCloseable {
    private final FutureTask<T> making;
    private final Consumer<T> closes;
    private boolean taken;

    private Ahead(FutureTask<T> making, Consumer<T> closes) {
        this.making = making;
        this.closes = closes;
    }

    /// Begins at once.
    ///
    /// @param closes what nobody takes
    static <T> Ahead<T> of(String thread, Callable<T> makes, Consumer<T> closes) {
        var making = new FutureTask<>(makes);
        Thread.ofPlatform().name(thread).daemon().start(making);
        return new Ahead<>(making, closes);
    }

    /// Waits for it. From now on it is the caller's to close. What went wrong while it was made comes out as it is.
    T take() throws IOException {
        T made = made();
        taken = true;
        return made;
    }

    private T made() throws IOException {
        try {
            return making.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the agent started", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /// Closes it, unless somebody has taken it.
    @Override
    public void close() throws IOException {
        if (!taken) {
            closes.accept(made());
        }
    }
}
