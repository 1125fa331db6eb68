package io.tillpost.central.ingest.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.tillpost.central.ingest.Downward;
import io.tillpost.central.ingest.Greeting;
import io.tillpost.central.ingest.Ingest;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.StoreQueues;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.broker.BrokerTurns;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Head office's connection to the broker: subscribes to what all stores send, as one of a shared group, and publishes
/// the answers after COMMIT. One connection after another, each with a client of its own, cleanStart and session expiry
/// 0: nothing is expected of the broker's memory, since agents repeat whatever is not answered.
public final class MqttIngest implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MqttIngest.class.getName());
    private static final int KEEP_ALIVE_S = 20;
    private static final int STEP_TIMEOUT_S = 10;
    private static final int MESSAGE_EXPIRY_S = 120;
    /// What the broker hands over before the first of it is worked off; the rest waits there, on its disk.
    private static final int RECEIVE_MAX = 256;
    /// A batch of the largest credit, 256 KiB, and as much again for one event that is larger by itself.
    private static final int PACKET_BYTES_MAX = 512 * 1024;
    /// Head office comes back soon, and its nodes not all at once.
    private static final Duration PAUSE_MIN = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Mqtt5Subscribe SUBSCRIPTIONS = Mqtt5Subscribe.builder()
            .addSubscriptions(Stream.of(Topics.ALL_UP, Topics.ALL_HELLO, Topics.ALL_STATE)
                    .map(filter -> Mqtt5Subscription.builder()
                            .topicFilter(filter)
                            .qos(MqttQos.AT_LEAST_ONCE)
                            .build()))
            .build();

    private final MqttSettings settings;
    private final RandomGenerator random;
    private final BrokerTurns turns;
    private final StoreQueues queues;
    private final Inbox inbox;
    private final Thread loop;
    private volatile @Nullable Mqtt5AsyncClient current;
    private volatile boolean closing;

    /// How much a node takes on at a time.
    ///
    /// @param workers batches that are applied at a time
    /// @param waitingBytes of messages in memory at most; what comes beyond is dropped, and sent again by its agent
    /// @param load hears how long messages waited and took, and says how much agents may send
    /// @param nanoTime monotonic time in nanoseconds
    public record Work(int workers, long waitingBytes, Load load, LongSupplier nanoTime) {}

    private MqttIngest(MqttSettings settings, Ingest ingest, Greeting greeting, RandomGenerator random,
            Work work, Downward downward) {
        this.settings = settings;
        this.random = random;
        this.turns = new BrokerTurns(random);
        this.queues = new StoreQueues(work.workers, work.waitingBytes, work.nanoTime, work.load);
        this.inbox = new Inbox(ingest, greeting, queues, work.load, this::publish, downward);
        this.loop = Thread.ofVirtual().name("mqtt-ingest").unstarted(this::run);
    }

    /// Starts connecting, and never stops trying. Throws [IOException] when certificate or key cannot be read.
    public static MqttIngest start(MqttSettings settings, Ingest ingest, Greeting greeting,
            RandomGenerator random, Work work) throws IOException {
        return start(settings, ingest, greeting, random, work, Downward.NONE);
    }

    /// The same, with somebody who hears of commands and configuration.
    public static MqttIngest start(MqttSettings settings, Ingest ingest, Greeting greeting,
            RandomGenerator random, Work work, Downward downward) throws IOException {
        NodeIdentity.read(settings);
        var started = new MqttIngest(settings, ingest, greeting, random, work, downward);
        started.loop.start();
        return started;
    }

    /// Whether batches can come in at this moment.
    public boolean connected() {
        return current != null;
    }

    private void run() {
        int failures = 0;
        while (!closing) {
            try {
                failures = outlived() ? 0 : failures + 1;
                Thread.sleep(pause(failures));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// As [#session]. Where memory was short for a moment, too, there is a next connection.
    private boolean outlived() throws InterruptedException {
        try {
            return session();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the connection to the broker is made anew", e);
            return false;
        }
    }

    /// Full jitter under a bound that doubles with each failure.
    private Duration pause(int failures) {
        long bound = Math.min(PAUSE_MAX.toMillis(), PAUSE_MIN.toMillis() << Math.min(failures, 8));
        return Duration.ofMillis(random.nextLong(PAUSE_MIN.toMillis(), bound + 1));
    }

    /// One connection from its attempt to its end. Returns whether it ever was subscribed.
    private boolean session() throws InterruptedException {
        Session session;
        try {
            session = new Session();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, String.valueOf(e.getMessage()));
            return false;
        }
        try {
            session.subscribed().get();
            turns.worked();
            LOG.log(System.Logger.Level.INFO, "connected to broker " + session.broker);
            Throwable cause = session.ended.get();
            LOG.log(System.Logger.Level.INFO, "connection to broker " + session.broker + " ended: " + cause);
            return true;
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING,
                    "no connection to broker " + session.broker + ": " + e.getCause());
            return false;
        } finally {
            session.leave();
        }
    }

    private final class Session {
        private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
        private final BrokerAddress broker = turns.next(settings.brokers());
        private final Mqtt5AsyncClient client;
        private volatile boolean left;

        Session() throws IOException {
            NodeIdentity identity = NodeIdentity.read(settings);
            client = Mqtt5Client.builder()
                    .identifier(identity.clientId())
                    .serverHost(broker.host())
                    .serverPort(broker.port())
                    .sslConfig(identity.tls())
                    .transportConfig()
                    .socketConnectTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .mqttConnectTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .applyTransportConfig()
                    .addConnectedListener(_ -> connected())
                    .addDisconnectedListener(context -> ended.complete(context.getCause()))
                    .buildAsync();
        }

        CompletableFuture<?> subscribed() {
            // Acknowledged when it is worked off, or takes long and is sent again: what the broker may hand over bounds
            // what waits here, and what a node that dies had not answered goes to another one.
            client.publishes(MqttGlobalPublishFilter.ALL,
                    message -> inbox.received(message, message::acknowledge), true);
            return client.connectWith()
                    .cleanStart(true)
                    .sessionExpiryInterval(0)
                    .keepAlive(KEEP_ALIVE_S)
                    .restrictions()
                    .receiveMaximum(RECEIVE_MAX)
                    .maximumPacketSize(PACKET_BYTES_MAX)
                    .applyRestrictions()
                    .send()
                    .orTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .thenCompose(_ -> client.subscribe(SUBSCRIPTIONS))
                    .orTimeout(2 * STEP_TIMEOUT_S, TimeUnit.SECONDS);
        }

        /// A connection that comes up after it was given up would take over its successor's session.
        private void connected() {
            if (left) {
                var _ = client.disconnect();
            } else {
                current = client;
            }
        }

        void leave() {
            left = true;
            current = null;
            if (client.getState().isConnected()) {
                var _ = client.disconnect();
            }
        }
    }

    /// Publishes an answer if there is a connection; without one the agent asks again.
    private void publish(Topics topics, Downlink answer) {
        send(Mqtt5Publish.builder()
                .topic(topics.down())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Json.write(answer))
                .contentType("application/json")
                .messageExpiryInterval(MESSAGE_EXPIRY_S)
                .build());
    }

    /// Sends a message about a command to a store's agents, if there is a connection; without one it is sent again later.
    public void send(String store, CommandMessage message) {
        send(Mqtt5Publish.builder()
                .topic(new Topics(store).command())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Json.write(message))
                .contentType("application/json")
                .messageExpiryInterval(MESSAGE_EXPIRY_S)
                .build());
    }

    /// Has the broker keep the pointer to a store's configuration, if there is a connection; without one the store is told
    /// when it greets.
    public void keepPointer(String store, String pointer) {
        send(Mqtt5Publish.builder()
                .topic(new Topics(store).config())
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(pointer.getBytes(StandardCharsets.US_ASCII))
                .contentType("application/jose")
                .build());
    }

    private void send(Mqtt5Publish message) {
        Mqtt5AsyncClient client = current;
        if (client == null) {
            return;
        }
        var _ = client.publish(message)
                .orTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    LOG.log(System.Logger.Level.DEBUG, "message on " + message.getTopic() + " was not taken",
                            failure);
                    return null;
                });
    }

    @Override
    public void close() {
        closing = true;
        loop.interrupt();
        queues.close();
    }
}
