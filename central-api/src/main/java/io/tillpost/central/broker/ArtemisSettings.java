package io.tillpost.central.broker;

import io.tillpost.protocol.tls.TlsRules;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.ha.SharedStorePrimaryPolicyConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

/// Our configuration in Artemis' terms, and what we promise whatever is configured.
final class ArtemisSettings {
    /// Name of the one door.
    static final String ACCEPTOR = "mqtt";
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
    /// So long a write waits for others that share its fdatasync. Each store waits for it with each batch; Artemis would take
    /// 3.3 ms.
    private static final int SYNC_GATHERS_NANOS = 500_000;

    private ArtemisSettings() {}

    /// @param clusterSecret of Artemis' internal user
    static Configuration of(BrokerConfig config, String clusterSecret) {
        var artemis = new ConfigurationImpl();
        artemis.setName("tillpost");
        Path kept = config.kept();
        artemis.setBindingsDirectory(kept.resolve("bindings").toString());
        artemis.setJournalDirectory(kept.resolve("journal").toString());
        artemis.setPagingDirectory(kept.resolve("paging").toString());
        artemis.setLargeMessagesDirectory(kept.resolve("large").toString());
        if (config.cluster() != null) {
            // All nodes are alike: each waits for the lock, none gives it back to another while it can serve.
            artemis.setHAPolicyConfiguration(new SharedStorePrimaryPolicyConfiguration()
                    .setFailoverOnServerShutdown(true)
                    .setWaitForActivation(false));
        }
        artemis.setPersistenceEnabled(true);
        // Native I/O is not on the class path; NIO with fdatasync is.
        artemis.setJournalType(JournalType.NIO);
        artemis.setJournalDatasync(true);
        artemis.setJournalSyncTransactional(true);
        artemis.setJournalSyncNonTransactional(true);
        // Larger than a packet, so that none is written twice as a file of its own.
        artemis.setJournalBufferSize_NIO(MIB);
        artemis.setJournalBufferTimeout_NIO(SYNC_GATHERS_NANOS);
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

    static Path keyStore(BrokerConfig config) {
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
        transport.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, joined(TlsRules.PROTOCOLS));
        transport.put(TransportConstants.ENABLED_CIPHER_SUITES_PROP_NAME, joined(TlsRules.CIPHER_SUITES));
        transport.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PEMCFG");
        transport.put(TransportConstants.KEYSTORE_PATH_PROP_NAME, keyStore(config).toString());
        transport.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PEMCA");
        transport.put(TransportConstants.TRUSTSTORE_PATH_PROP_NAME, config.authority().toString());
        Map<String, Object> mqtt = Map.of("maximumPacketSize", PACKET_BYTES_MAX, "receiveMaximum",
                RECEIVE_MAX,
                "defaultMaximumInFlightPublishMessages", RECEIVE_MAX, "topicAliasMaximum", 0);
        return new TransportConfiguration(NettyAcceptorFactory.class.getName(), transport, ACCEPTOR, mqtt);
    }

    private static String joined(List<String> names) {
        return String.join(",", names);
    }
}
