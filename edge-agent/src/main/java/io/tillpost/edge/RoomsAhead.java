package io.tillpost.edge;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Rooms that are opened on a thread of their own, because whoever needs them has other things to do first. For one taker,
/// on one thread.
final class RoomsAhead implements AutoCloseable {
    private final FutureTask<SellingRooms> opening;
    private boolean taken;

    private RoomsAhead(FutureTask<SellingRooms> opening) {
        this.opening = opening;
    }

    /// Begins at once.
    static RoomsAhead of(String thread, Supplier<SellingRooms> opens) {
        var opening = new FutureTask<>(opens::get);
        Thread.ofPlatform().name(thread).daemon().start(opening);
        return new RoomsAhead(opening);
    }

    /// Waits for them. From now on they are the caller's to close. What went wrong while they were opened comes out as it is.
    SellingRooms take() throws IOException {
        SellingRooms opened = opened();
        taken = true;
        return opened;
    }

    private SellingRooms opened() throws IOException {
        try {
            return opening.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the agent started", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /// Closes them, unless somebody has taken them.
    @Override
    public void close() throws IOException {
        if (!taken) {
            opened().close();
        }
    }
}
