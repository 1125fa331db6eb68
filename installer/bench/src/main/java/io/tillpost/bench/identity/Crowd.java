package io.tillpost.bench.identity;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/// Several clients that ask at the same time, each on its connection, as fast as they are answered.
final class Crowd implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int OK = 200;

    private final List<KeepAliveClient> clients = new ArrayList<>();
    private final ExecutorService threads;
    private final LongSupplier nanoTime;

    Crowd(int port, int size, LongSupplier nanoTime) throws IOException {
        this.nanoTime = nanoTime;
        for (int i = 0; i < size; i++) {
            clients.add(new KeepAliveClient(port));
        }
        this.threads = Executors.newFixedThreadPool(size);
    }

    /// Requests per second, all clients together. Throws [EnvironmentFault] if one is not answered with 200.
    double perSecond(byte[] request, Duration slice) {
        long begun = nanoTime.getAsLong();
        long end = begun + slice.toNanos();
        var asked = new ArrayList<Future<Long>>();
        for (KeepAliveClient client : clients) {
            asked.add(threads.submit(() -> askUntil(client, request, end)));
        }
        long requests = 0;
        for (Future<Long> one : asked) {
            requests += result(one);
        }
        return requests * NANOS_PER_SECOND / (nanoTime.getAsLong() - begun);
    }

    private long askUntil(KeepAliveClient client, byte[] request, long end) throws IOException {
        long requests = 0;
        while (nanoTime.getAsLong() - end < 0) {
            int status = client.ask(request);
            if (status != OK) {
                throw new IOException("a request is answered with " + status + ", expected " + OK);
            }
            requests++;
        }
        return requests;
    }

    private static long result(Future<Long> one) {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw new EnvironmentFault("a client of the bench failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while clients were asking", e);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (KeepAliveClient client : clients) {
            client.close();
        }
    }
}
