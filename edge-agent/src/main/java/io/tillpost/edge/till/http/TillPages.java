package io.tillpost.edge.till.http;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// The till page's files, read, packed and named on a thread of their own while the agent opens its journal.
public final class TillPages {
    private final FutureTask<Pages> reading = new FutureTask<>(Pages::read);

    private TillPages() {}

    /// Begins to read.
    public static TillPages reading() {
        var pages = new TillPages();
        Thread.ofPlatform().name("till-pages").daemon().start(pages.reading);
        return pages;
    }

    /// Waits for them. Throws [IOException] if one cannot be read.
    Pages read() throws IOException {
        try {
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the till page was read", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
