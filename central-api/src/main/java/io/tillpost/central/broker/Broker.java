package io.tillpost.central.broker;

import io.tillpost.protocol.failure.Causes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.jspecify.annotations.Nullable;

/// An MQTT broker on TLS that knows every client by its certificate. What it acknowledges at QoS 1 is on disk; retained
/// messages and queues outlive a restart, and in a cluster the node that served them.
public final class Broker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Broker.class.getName());
    private static final int REFRESH_EVERY_S = 1;
    private static final long LOOK_EVERY_NANOS = 5_000_000;
    /// Two nodes that start at once may both see a free lock; the one that misses it is not seen to wait.
    private static final long TURN_NANOS = 5_000_000_000L;

    /// What a broker does at a moment. It only moves forward.
    public enum State {
        /// Another node of the cluster serves.
        WAITING,
        /// Clients may come in.
        SERVING,
        /// Closed, or it lost its journal or its place in the cluster: the process is to end and may start anew.
        ENDED
    }

    private final BrokerConfig config;
    private final ClientDirectory clients;
    private final CertificateSecurity security;
    private final Clock clock;
    private final FileChannel lock;
    private final ActiveMQServer server;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("broker-files").factory());
    private final Door door = new Door();
    private List<FileVersion> tls;
    private State state = State.WAITING;

    private Broker(BrokerConfig config, Clock clock, ClientDirectory clients, FileChannel lock,
            List<FileVersion> tls, String clusterSecret) {
        this.config = config;
        this.clock = clock;
        this.tls = tls;
        this.clients = clients;
        this.lock = lock;
        this.security = new CertificateSecurity(clients, clock);
        this.server = new ActiveMQServerImpl(ArtemisSettings.of(config, clusterSecret), security);
    }

    /// Starts and listens; in a cluster returns at once, and listens when no other node does. `clusterSecret` guards Artemis' internal user: unguessable, new for every start. Fails with
    /// one line that names what is in the way: a file, a folder, a port.
    public static Broker start(BrokerConfig config, Clock clock, String clusterSecret) throws IOException {
        ArtemisLog.quiet();
        TlsFiles.check(config, clock);
        var clients = ClientDirectory.open(config.agents(), config.central());
        if (config.cluster() != null) {
            config.cluster().check();
        }
        var lock = lockData(config.data());
        try {
            var settled = config.onPort(freePort(config));
            var broker = new Broker(settled, clock, clients, lock, TlsFiles.versions(config), clusterSecret);
            broker.run();
            return broker;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /// Where clients come in.
    public int port() {
        return config.port();
    }

    /// What it does now.
    public synchronized State state() {
        return state;
    }

    /// Waits until it does something else than `known`, and returns what.
    public synchronized State awaitOther(State known) throws InterruptedException {
        while (state == known) {
            wait();
        }
        return state;
    }

    private synchronized void become(State next) {
        if (state != State.ENDED) {
            state = next;
            notifyAll();
        }
    }

    @Override
    public void close() {
        become(State.ENDED);
        watch.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "the broker did not stop cleanly", e);
        }
        try {
            lock.close();
        } catch (IOException _) {
            // The lock is given up with the process at the latest.
        }
    }

    private void run() throws IOException {
        var failure = new AtomicReference<Exception>();
        var served = new AtomicBoolean();
        server.registerActivationFailureListener(e -> {
            failure.set(e);
            LOG.log(System.Logger.Level.DEBUG, "the broker cannot serve", e);
        });
        var kept = new KeptQueues();
        server.registerBrokerPlugin(kept);
        server.getServiceRegistry().addIncomingInterceptor(new OnlyMqtt5());
        server.getServiceRegistry().addIncomingInterceptor(new InFlightMargin());
        server.registerActivateCallback(new ActivateCallback() {
            // Runs before the first client can come in.
            @Override
            public void activated() {
                kept.create(server);
            }

            @Override
            public void activationComplete() {
                served.set(true);
                become(State.SERVING);
            }

            // The server is marked as stopping, so whoever waits for the lock goes on to nothing.
            @Override
            public void preDeActivate() {
                if (!served.get() && server.getNodeManager() != null) {
                    server.getNodeManager().interrupt();
                }
            }
        });
        try {
            Files.writeString(ArtemisSettings.keyStore(config), TlsFiles.keyStore(config));
            server.start();
        } catch (Exception e) {
            close();
            throw new IOException("the broker cannot start: " + Causes.why(e), e);
        }
        awaitTurn(failure);
        if (failure.get() != null) {
            close();
            throw new IOException("the broker cannot start: " + Causes.why(failure.get()), failure.get());
        }
        var _ = watch.scheduleWithFixedDelay(() -> refresh(failure.get()), REFRESH_EVERY_S, REFRESH_EVERY_S,
                TimeUnit.SECONDS);
    }

    /// Until it serves or is seen to wait: Artemis does not bear being stopped while it finds that out.
    private void awaitTurn(AtomicReference<Exception> failure) {
        long end = System.nanoTime() + TURN_NANOS;
        while (server.getState() != ActiveMQServer.SERVER_STATE.STARTED && failure.get() == null
                && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private void refresh(@Nullable Exception failure) {
        try {
            if (failure != null) {
                end("it cannot serve: " + Causes.why(failure));
            } else if (server.getState() == ActiveMQServer.SERVER_STATE.STOPPED) {
                end("its journal failed, or its lock in the cluster's folder was lost");
            } else if (state() == State.SERVING) {
                refreshClients();
                refreshTls();
            } else {
                clients.refresh();
            }
        } catch (RuntimeException | Error e) {
            // A schedule ends with the first exception, and with it revocation would.
            LOG.log(System.Logger.Level.ERROR, "the broker's files or connections could not be looked at", e);
        }
    }

    private void end(String why) {
        if (state() != State.ENDED) {
            LOG.log(System.Logger.Level.ERROR, "the broker ends: {0}", why);
            become(State.ENDED);
        }
    }

    /// New connections get the renewed certificate; those that are there stay. Files that do not fit change nothing.
    private void refreshTls() {
        try {
            var now = TlsFiles.versions(config);
            if (!now.equals(tls) || door.isShut()) {
                tls = now;
                TlsFiles.check(config, clock);
                door.reopen(server.getRemotingService().getAcceptor(ArtemisSettings.ACCEPTOR)::reload);
                LOG.log(System.Logger.Level.INFO, "certificate {0} is read again", config.certificate());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "renewed TLS files are not taken: {0}", Causes.why(e));
        }
    }

    /// A client that is no longer known, now belongs to another store, or whose certificate is revoked or out of date is
    /// thrown out and has to come in anew. Others of the same name stay.
    private void refreshClients() {
        var changed = clients.refresh();
        for (var connection : server.getRemotingService().getConnections()) {
            // Nobody yet: whoever has not said CONNECT.
            String name = Objects.requireNonNullElse(connection.getClientID(), "");
            String why = changed.contains(name)
                    ? "is bound otherwise now"
                    : security.isRevoked(connection)
                            ? "has a revoked certificate"
                            : security.isExpired(connection)
                                    ? "has a certificate that is out of date"
                                    : "";
            if (!why.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "{0} {1} and is disconnected", name, why);
                connection.destroy();
            }
        }
    }

    private static FileChannel lockData(Path data) throws IOException {
        FileChannel channel;
        try {
            Files.createDirectories(data);
            channel = FileChannel.open(data.resolve("broker.lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("data folder " + data + " cannot be written: " + Causes.why(e), e);
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // Taken by this very process.
        }
        channel.close();
        throw new IOException("data folder " + data + " is in use by another broker");
    }

    /// The port that can be opened, found out before Artemis tries, whose failure would not say which.
    private static int freePort(BrokerConfig config) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(config.host(), config.port()));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException(
                    "port " + config.port() + " on " + config.host() + " cannot be opened: "
                            + Causes.why(e),
                    e);
        }
    }
}
