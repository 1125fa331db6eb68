package io.tillpost.bench.journal;

import io.tillpost.bench.figure.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/// What some tills did in a short time, each appending as soon as its last append was on disk.
///
/// @param perSecond appends of all tills together
/// @param micros how long each took
record Slice(double perSecond, long[] micros) {
    private static final double NANOS_PER_SECOND = 1e9;

    /// Lets so many tills append for that long. They are virtual threads, as those that serve a till's requests are.
    static Slice of(Appending target, int tills, Duration length, LongSupplier nanoTime) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begun = nanoTime.getAsLong();
            long end = begun + length.toNanos();
            var work = new ArrayList<Callable<long[]>>();
            for (int i = 0; i < tills; i++) {
                int till = i;
                work.add(() -> appends(target, till, end, nanoTime));
            }
            var times = new ArrayList<long[]>();
            for (var done : threads.invokeAll(work)) {
                times.add(done.get());
            }
            long took = nanoTime.getAsLong() - begun;
            long[] all = times.stream().flatMapToLong(Arrays::stream).toArray();
            return new Slice(all.length * NANOS_PER_SECOND / took, all);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a till could not append: " + e.getCause(), e.getCause());
        }
    }

    private static long[] appends(Appending target, int till, long end, LongSupplier nanoTime) {
        List<Long> times = new ArrayList<>();
        long now = nanoTime.getAsLong();
        do {
            target.append(till);
            long after = nanoTime.getAsLong();
            times.add(Samples.micros(after - now));
            now = after;
        } while (now < end);
        return times.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String toString() {
        return micros.length + " appends, " + Math.round(perSecond) + "/s";
    }
}
