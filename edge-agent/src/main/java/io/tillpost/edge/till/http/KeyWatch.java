package io.tillpost.edge.till.http;

import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Has the till's server use a new certificate soon after it is there. One that cannot serve changes nothing.
final class KeyWatch implements AutoCloseable {
    private static final Logger LOG = System.getLogger(KeyWatch.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final TillKeys keys;
    private final Tls first;
    private final Consumer<Tls> use;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("till-tls").daemon().unstarted(this::loop);
    private volatile Set<String> names;
    private String version;

    private KeyWatch(TillKeys keys, TillKeys.Loaded loaded, String version, Consumer<Tls> use) {
        this.keys = keys;
        this.first = loaded.tls();
        this.names = loaded.names();
        this.version = version;
        this.use = use;
    }

    /// Reads the files; fails where they cannot serve.
    static KeyWatch of(TillKeys keys, Consumer<Tls> use) throws IOException {
        String version = keys.version();
        return new KeyWatch(keys, keys.load(), version, use);
    }

    /// What to begin with.
    Tls first() {
        return first;
    }

    void start() {
        thread.start();
    }

    /// Hosts that the certificate in use names.
    Set<String> names() {
        return names;
    }

    /// Looks once.
    synchronized void look() {
        try {
            String now = keys.version();
            if (!now.equals(version)) {
                take();
                version = now;
            }
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: nobody else looks at the files.
            LOG.log(Level.WARNING, "the certificate is looked at again", e);
        }
    }

    private void take() {
        try {
            TillKeys.Loaded fresh = keys.load();
            use.accept(fresh.tls());
            names = fresh.names();
            LOG.log(Level.INFO, "http.tls: the certificate in {0} is used now", keys.certFile());
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "the certificate in use stays: {0}", e.getMessage());
        }
    }

    private void loop() {
        try {
            while (!closed.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            // Only close() ends this thread, and it does not interrupt.
            LOG.log(Level.DEBUG, "interrupted", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
