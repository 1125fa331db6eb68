package io.tillpost.central.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

/// An MQTT broker on TLS that knows every client by its certificate. What it acknowledges at QoS 1 is on disk; retained
/// messages and queues outlive a restart.
public final class Broker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Broker.class.getName());
    private static final String ACCEPTOR = "mqtt";
    /// Ephemeral keys, and ciphers that encrypt and authenticate in one (RFC 9325, 4.2); best first.
    private static final String CIPHER_SUITES = String.join(",", "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final int MIB = 1 << 20;
    private static final long NEVER_MS = Long.MAX_VALUE;
    /// A batch is at most 256 KiB compressed (sync design); twice that leaves room for its properties.
    private static final int PACKET_BYTES_MAX = 512 * 1024;
    /// Publishes that a client may have in flight: our agents send one batch per lane.
    private static final int RECEIVE_MAX = 64;
    /// A queue beyond this goes to page files, ...
    private static final long QUEUE_BYTES_IN_MEMORY = 8L * MIB;
    /// ... and beyond this its publishers are refused, rather than anything dropped.
    private static final long QUEUE_BYTES_MAX = 512L * MIB;
    private static final long ALL_QUEUES_BYTES_IN_MEMORY = 48L * MIB;
    /// Below this publishing pauses, so that what is acknowledged can still be delivered and removed.
    private static final long DISK_BYTES_FREE_MIN = 128L * MIB;
    private static final int CONNECTIONS_MAX = 10_000;

    private final BrokerConfig config;
    private final ClientDirectory clients;
    private final CertificateSecurity security;
    private final Clock clock;
    private final FileChannel lock;
    private final ActiveMQServer server;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("broker-files").factory());
    private List<FileVersion> tls;

    private Broker(BrokerConfig config, Clock clock, ClientDirectory clients, FileChannel lock,
            List<FileVersion> tls, String clusterSecret) {
        this.config = config;
        this.clock = clock;
        this.tls = tls;
        this.clients = clients;
        this.lock = lock;
        this.security = new CertificateSecurity(clients, clock);
        this.server = new ActiveMQServerImpl(artemis(config, clusterSecret), security);
    }

    /// Starts and listens. `clusterSecret` guards Artemis' internal user: unguessable, new for every start. Fails with
    /// one line that names what is in the way: a file, a folder, a port.
    public static Broker start(BrokerConfig config, Clock clock, String clusterSecret) throws IOException {
        ArtemisLog.quiet();
        TlsFiles.check(config, clock);
        var clients = ClientDirectory.open(config.agents(), config.central());
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

    @Override
    public void close() {
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
        server.registerActivationFailureListener(failure::set);
        var kept = new KeptQueues();
        server.registerBrokerPlugin(kept);
        server.registerActivateCallback(new ActivateCallback() {
            // Runs before the first client can come in.
            @Override
            public void activated() {
                kept.create(server);
            }
        });
        try {
            Files.writeString(keyStore(config), TlsFiles.keyStore(config));
            server.start();
        } catch (Exception e) {
            close();
            throw new IOException("the broker cannot start: " + Causes.of(e), e);
        }
        if (failure.get() != null) {
            close();
            throw new IOException("the broker cannot start: " + Causes.of(failure.get()), failure.get());
        }
        var _ = watch.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
    }

    private void refresh() {
        try {
            refreshClients();
            refreshTls();
        } catch (RuntimeException e) {
            // A schedule ends with the first exception, and with it revocation would.
            LOG.log(System.Logger.Level.ERROR, "the broker's files or connections could not be looked at", e);
        }
    }

    /// New connections get the renewed certificate; those that are there stay. Files that do not fit change nothing.
    private void refreshTls() {
        try {
            var now = TlsFiles.versions(config);
            if (!now.equals(tls)) {
                tls = now;
                TlsFiles.check(config, clock);
                server.getRemotingService().getAcceptor(ACCEPTOR).reload();
                LOG.log(System.Logger.Level.INFO, "certificate {0} is read again", config.certificate());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "renewed TLS files are not taken: {0}", Causes.of(e));
        }
    }

    /// A client that is no longer known, now belongs to another store, or whose certificate is revoked or out of date is
    /// thrown out and has to come in anew. Others of the same name stay.
    private void refreshClients() {
        var changed = clients.refresh();
        for (var connection : server.getRemotingService().getConnections()) {
            String why = changed.contains(connection.getClientID())
                    ? "is bound otherwise now"
                    : security.isRevoked(connection)
                            ? "has a revoked certificate"
                            : security.isExpired(connection)
                                    ? "has a certificate that is out of date"
                                    : "";
            if (!why.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "{0} {1} and is disconnected", connection.getClientID(),
                        why);
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
            throw new IOException("data folder " + data + " cannot be written: " + Causes.of(e), e);
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
                    "port " + config.port() + " on " + config.host() + " cannot be opened: " + Causes
                            .of(e),
                    e);
        }
    }

    private static Configuration artemis(BrokerConfig config, String clusterSecret) {
        var artemis = new ConfigurationImpl();
        artemis.setName("tillpost");
        artemis.setBindingsDirectory(config.data().resolve("bindings").toString());
        artemis.setJournalDirectory(config.data().resolve("journal").toString());
        artemis.setPagingDirectory(config.data().resolve("paging").toString());
        artemis.setLargeMessagesDirectory(config.data().resolve("large").toString());
        artemis.setPersistenceEnabled(true);
        // Native I/O is not on the class path; NIO with fdatasync is.
        artemis.setJournalType(JournalType.NIO);
        artemis.setJournalDatasync(true);
        artemis.setJournalSyncTransactional(true);
        artemis.setJournalSyncNonTransactional(true);
        // Larger than a packet, so that none is written twice as a file of its own.
        artemis.setJournalBufferSize_NIO(MIB);
        artemis.setSecurityEnabled(true);
        artemis.setAuthenticationCacheSize(0);
        artemis.setAuthorizationCacheSize(0);
        artemis.setClusterPassword(clusterSecret);
        artemis.setJMXManagementEnabled(false);
        artemis.setGlobalMaxSize(ALL_QUEUES_BYTES_IN_MEMORY);
        artemis.setMaxDiskUsage(-1);
        artemis.setMinDiskFree(DISK_BYTES_FREE_MIN);
        artemis.addAddressSetting("#", queues());
        artemis.addAcceptorConfiguration(acceptor(config));
        return artemis;
    }

    private static AddressSettings queues() {
        return new AddressSettings()
                .setMaxSizeBytes(QUEUE_BYTES_IN_MEMORY)
                .setPageSizeBytes(MIB)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setPageLimitBytes(QUEUE_BYTES_MAX)
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                // A batch that central has taken ten times without an answer is still not ours to throw away.
                .setMaxDeliveryAttempts(-1)
                // Addresses are as many as stores times topics; deleting and making them again costs a write each.
                .setAutoDeleteAddresses(false)
                // The MQTT protocol asks for the deletion all the same, unless it is to come later.
                .setAutoDeleteAddressesDelay(NEVER_MS);
    }

    private static Path keyStore(BrokerConfig config) {
        return config.data().resolve("tls.properties");
    }

    private static TransportConfiguration acceptor(BrokerConfig config) {
        var transport = new HashMap<String, Object>();
        transport.put(TransportConstants.HOST_PROP_NAME, config.host());
        transport.put(TransportConstants.PORT_PROP_NAME, config.port());
        transport.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        transport.put(TransportConstants.USE_EPOLL_PROP_NAME, false);
        transport.put(TransportConstants.USE_KQUEUE_PROP_NAME, false);
        transport.put(TransportConstants.CONNECTIONS_ALLOWED, CONNECTIONS_MAX);
        transport.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
        transport.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
        transport.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3,TLSv1.2");
        transport.put(TransportConstants.ENABLED_CIPHER_SUITES_PROP_NAME, CIPHER_SUITES);
        transport.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PEMCFG");
        transport.put(TransportConstants.KEYSTORE_PATH_PROP_NAME, keyStore(config).toString());
        transport.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PEMCA");
        transport.put(TransportConstants.TRUSTSTORE_PATH_PROP_NAME, config.authority().toString());
        Map<String, Object> mqtt = Map.of("maximumPacketSize", PACKET_BYTES_MAX, "receiveMaximum",
                RECEIVE_MAX,
                "defaultMaximumInFlightPublishMessages", RECEIVE_MAX, "topicAliasMaximum", 0);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, ACCEPTOR, mqtt);
    }
}
