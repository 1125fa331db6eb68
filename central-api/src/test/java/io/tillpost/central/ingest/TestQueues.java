package io.tillpost.central.ingest;

/// Queues with room for all that tests put in.
public final class TestQueues {
    private TestQueues() {}

    public static StoreQueues of(int threads) {
        return new StoreQueues(threads, 1 << 20, System::nanoTime, new Load());
    }
}
