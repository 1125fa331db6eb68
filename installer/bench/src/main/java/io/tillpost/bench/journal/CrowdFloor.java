package io.tillpost.bench.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The floor for several tills: they hand their rows to one thread, which writes what waits in one transaction and then
/// tells them. What a journal needs at least to commit in groups, and nothing else.
final class CrowdFloor implements Appending {
    private final PlainRows rows;
    private final BlockingQueue<CompletableFuture<Boolean>> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;

    /// Nobody comes after it.
    private static final class End extends CompletableFuture<Boolean> {}

    CrowdFloor(PlainRows rows) {
        this.rows = rows;
        this.thread = Thread.ofPlatform().name("bench-floor").daemon().start(this::write);
    }

    @Override
    public void append(int till) {
        var answer = new CompletableFuture<Boolean>();
        waiting.add(answer);
        var _ = answer.join();
    }

    private void write() {
        List<CompletableFuture<Boolean>> group = new ArrayList<>();
        boolean last = false;
        while (!last) {
            try {
                group.add(waiting.take());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            waiting.drainTo(group);
            last = group.removeIf(End.class::isInstance);
            write(group);
            group.clear();
        }
    }

    private void write(List<CompletableFuture<Boolean>> group) {
        try {
            if (!group.isEmpty()) {
                rows.append(group.size());
            }
            group.forEach(answer -> answer.complete(true));
        } catch (RuntimeException e) {
            group.forEach(answer -> answer.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        waiting.add(new End());
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rows.close();
    }
}
