package io.tillpost.bench.sync;

import io.tillpost.edge.sync.Uplink;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// How long some stores took to deliver what they had waiting.
///
/// @param events how many
/// @param nanos from the first welcome to the last acknowledgement
record Drain(long events, long nanos) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double NANOS_PER_SECOND = 1e9;

    /// Connects all stores at once, waits until nothing waits, and disconnects them.
    ///
    /// @param <S> a store
    static <S> Drain of(List<S> stores, Function<S, Uplink> connect, ToLongFunction<S> waiting,
            LongSupplier nanoTime) {
        long events = stores.stream().mapToLong(waiting).sum();
        var first = new AtomicLong(Long.MAX_VALUE);
        var last = new AtomicLong(Long.MIN_VALUE);
        var uplinks = new ArrayList<Uplink>();
        try {
            for (S store : stores) {
                Uplink uplink = connect.apply(store);
                uplink.onChange(() -> {
                    long now = nanoTime.getAsLong();
                    first.accumulateAndGet(now, Math::min);
                    last.accumulateAndGet(now, Math::max);
                });
                uplinks.add(uplink);
            }
            long patience = nanoTime.getAsLong() + PATIENCE.toNanos();
            for (int i = 0; i < stores.size(); i++) {
                while (waiting.applyAsLong(stores.get(i)) > 0) {
                    if (nanoTime.getAsLong() > patience) {
                        throw new EnvironmentFault("after " + PATIENCE.toMinutes() + " minutes "
                                + waiting.applyAsLong(stores.get(i)) + " events still wait: "
                                + uplinks.get(i).status());
                    }
                    Thread.sleep(LOOK_EVERY);
                }
            }
            return new Drain(events, last.get() - first.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while stores delivered", e);
        } finally {
            close(uplinks);
        }
    }

    /// Closes all at once. Each waits a moment for the broker, on a thread of its own: a shared pool has too few for a fleet.
    static void close(List<Uplink> uplinks) {
        try (var closing = Executors.newVirtualThreadPerTaskExecutor()) {
            uplinks.forEach(uplink -> closing.execute(uplink::close));
        }
    }

    double perSecond() {
        return events * NANOS_PER_SECOND / nanos;
    }
}
