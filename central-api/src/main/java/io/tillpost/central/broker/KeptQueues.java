package io.tillpost.central.broker;

import io.tillpost.protocol.sync.Topics;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerQueuePlugin;

/// Head office's shared queues are there before its first node and stay after its last one: without a queue a publish
/// is acknowledged and dropped, and Artemis deletes a shared queue with its last subscriber.
final class KeptQueues implements ActiveMQServerQueuePlugin {
    /// Queue name -> address.
    private final Map<String, String> kept = Map.ofEntries(entry(Topics.ALL_UP), entry(Topics.ALL_HELLO));

    /// The answer to who wants to delete a kept queue.
    static final class KeptException extends ActiveMQException {
        private static final long serialVersionUID = 1L;

        KeptException(String queue) {
            super("queue " + queue + " is kept for head office");
        }
    }

    private static Map.Entry<String, String> entry(String sharedFilter) {
        var wildcards = new WildcardConfiguration();
        String filter = MQTTUtil.decomposeSharedSubscriptionTopicFilter(sharedFilter).getB();
        return Map.entry(MQTTUtil.getCoreQueueFromMqttTopic(sharedFilter, "", wildcards),
                MQTTUtil.getCoreAddressFromMqttTopic(filter, wildcards));
    }

    /// Makes those that a former run has not left.
    void create(ActiveMQServer server) {
        kept.forEach((name, address) -> create(server, name, address));
    }

    private static void create(ActiveMQServer server, String name, String address) {
        var queue = QueueConfiguration.of(name)
                .setAddress(address)
                .setRoutingType(RoutingType.MULTICAST)
                .setDurable(true)
                .setAutoCreateAddress(true)
                .setAutoDelete(false);
        try {
            server.createQueue(queue, true);
        } catch (Exception e) {
            throw new IllegalStateException("queue " + name + " cannot be made", e);
        }
    }

    @Override
    public void beforeDestroyQueue(Queue queue, SecurityAuth session, boolean checkConsumerCount,
            boolean removeConsumers, boolean autoDeleteAddress) throws ActiveMQException {
        if (kept.containsKey(queue.getName().toString())) {
            throw new KeptException(queue.getName().toString());
        }
    }
}
