package io.tillpost.edge.sync.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Wire;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.Presence;
import io.tillpost.protocol.sync.SignedPointer;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One MQTT 5 connection after another, each with a client of its own: cleanStart, session expiry 0, QoS 1, subscribed
/// before anything is said. The client library's own reconnecting is not used (docs/reference/sync.md says why).
public final class MqttWire implements Wire {
    private static final Logger LOG = System.getLogger(MqttWire.class.getName());
    private static final Pattern CERTIFICATE_ALERT = Pattern
            .compile("alert: (bad_certificate|\\w*_?certificate_\\w+|access_denied|unknown_ca)");
    private static final Set<Mqtt5ConnAckReasonCode> REFUSALS = Set.of(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED,
            Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, Mqtt5ConnAckReasonCode.BANNED);
    private static final int KEEP_ALIVE_S = 20;
    private static final int MESSAGE_EXPIRY_S = 120;
    private static final int STEP_TIMEOUT_S = 10;
    private static final int GOODBYE_TIMEOUT_S = 2;

    private final Identity me;
    private final Broker broker;
    private final Clock clock;
    private final Topics topics;
    private volatile @Nullable Session session;

    /// Connects nothing yet.
    public MqttWire(Identity me, Broker broker, Clock clock) {
        this.me = me;
        this.broker = broker;
        this.clock = clock;
        this.topics = new Topics(me.store());
    }

    @Override
    public void connect(UUID nonce, Listener listener) {
        disconnect();
        try {
            var fresh = new Session(nonce, listener, broker.next());
            session = fresh;
            fresh.start();
        } catch (IOException | RuntimeException e) {
            session = null;
            listener.disconnected(nonce, Cause.LOST, "cannot connect to head office: " + e.getMessage());
        }
    }

    @Override
    public void disconnect() {
        Session old = session;
        session = null;
        if (old != null) {
            var _ = old.goodbye();
        }
    }

    @Override
    public void send(Hello hello, Optional<HeadSignature> signature) {
        publish(Mqtt5Publish.builder()
                .topic(topics.hello())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(hello.bytes())
                .contentType("application/json")
                .responseTopic(topics.down())
                .messageExpiryInterval(MESSAGE_EXPIRY_S)
                .userProperties(properties(signature.stream()
                        .flatMap(one -> one.properties().entrySet().stream())))
                .build());
    }

    @Override
    public void send(BatchHeader header, Optional<HeadSignature> signature, byte[] payload) {
        publish(Mqtt5Publish.builder()
                .topic(topics.up(header.journal().lane()))
                .qos(header.journal().lane() == Lane.TEL ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .contentType(BatchHeader.CONTENT_TYPE)
                .correlationData(header.correlationData())
                .responseTopic(topics.down())
                .messageExpiryInterval(MESSAGE_EXPIRY_S)
                .userProperties(properties(Stream.concat(header.properties().entrySet().stream(),
                        signature.stream().flatMap(one -> one.properties().entrySet().stream()))))
                .build());
    }

    private static Mqtt5UserProperties properties(Stream<Map.Entry<String, String>> properties) {
        return Mqtt5UserProperties.of(properties
                .map(property -> Mqtt5UserProperty.of(property.getKey(), property.getValue()))
                .toList());
    }

    @Override
    public void send(CommandReport report) {
        publish(Mqtt5Publish.builder()
                .topic(topics.result())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Json.write(report))
                .contentType("application/json")
                .messageExpiryInterval(MESSAGE_EXPIRY_S)
                .build());
    }

    /// Marks the agent as gone and waits a moment for the broker to take that.
    @Override
    public void close() {
        Session old = session;
        session = null;
        if (old != null) {
            try {
                old.goodbye().get(GOODBYE_TIMEOUT_S, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.log(Level.DEBUG, "the broker did not hear the goodbye", e);
            }
        }
    }

    private void publish(Mqtt5Publish message) {
        Session current = session;
        if (current != null) {
            current.publish(message);
        }
    }

    /// One connection from its attempt to its end.
    private final class Session {
        private final UUID nonce;
        private final Listener listener;
        private final String address;
        private final Mqtt5AsyncClient client;

        Session(UUID nonce, Listener listener, Endpoint endpoint) throws IOException {
            this.nonce = nonce;
            this.listener = listener;
            this.address = endpoint.host() + ":" + endpoint.port();
            this.client = Mqtt5Client.builder()
                    .identifier(me.agent())
                    .serverHost(endpoint.host())
                    .serverPort(endpoint.port())
                    .sslConfig(Tls.config(endpoint, me.agent()))
                    .transportConfig()
                    .socketConnectTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .mqttConnectTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .applyTransportConfig()
                    .addConnectedListener(_ -> leaveIfLate())
                    .addDisconnectedListener(this::ended)
                    .buildAsync();
        }

        void start() {
            client.publishes(MqttGlobalPublishFilter.ALL, this::received);
            var _ = client.connectWith()
                    .cleanStart(true)
                    .sessionExpiryInterval(0)
                    .keepAlive(KEEP_ALIVE_S)
                    .willPublish(presence(false))
                    .send()
                    .orTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .thenCompose(_ -> client.subscribeWith()
                            .addSubscriptions(topics.toAgent()
                                    .stream()
                                    .map(filter -> Mqtt5Subscription.builder()
                                            .topicFilter(filter)
                                            .qos(MqttQos.AT_LEAST_ONCE)
                                            .build()))
                            .send()
                            .orTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS))
                    .whenComplete((_, failure) -> subscribed(failure));
        }

        void publish(Mqtt5Publish message) {
            // PUBACK proves nothing; a failure shows as a disconnect, and the conversation repeats.
            var _ = client.publish(message)
                    .orTimeout(STEP_TIMEOUT_S, TimeUnit.SECONDS)
                    .exceptionally(failure -> {
                        LOG.log(Level.DEBUG, "publish on " + message.getTopic() + " failed", failure);
                        return null;
                    });
        }

        CompletableFuture<?> goodbye() {
            if (!client.getState().isConnected()) {
                return CompletableFuture.completedFuture(true);
            }
            return client.publish(presence(false))
                    .orTimeout(GOODBYE_TIMEOUT_S, TimeUnit.SECONDS)
                    .handle((_, failure) -> failure == null)
                    .thenCompose(_ -> client.disconnect());
        }

        /// A connection that came up after it was given up would take over its successor's session.
        private void leaveIfLate() {
            if (session != this) {
                var _ = client.disconnect();
            }
        }

        private void subscribed(@Nullable Throwable failure) {
            if (session != this) {
                var _ = goodbye();
            } else if (failure == null) {
                broker.accepted();
                publish(presence(true));
                listener.connected(nonce);
            } else {
                session = null;
                var _ = goodbye();
                tellGone(failure, MqttDisconnectSource.CLIENT);
            }
        }

        /// Called by the client library whenever a connection or an attempt ends.
        private void ended(MqttClientDisconnectedContext context) {
            if (session == this) {
                session = null;
                tellGone(context.getCause(), context.getSource());
            }
        }

        private void tellGone(Throwable failure, MqttDisconnectSource by) {
            boolean takenOver = failure instanceof Mqtt5DisconnectException gone
                    && gone.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER;
            if (isRefusal(failure)) {
                broker.refused(innermost(failure));
            }
            listener.disconnected(nonce, takenOver ? Cause.TAKEN_OVER : Cause.LOST,
                    address + ": "
                            + (by == MqttDisconnectSource.SERVER ? inWords(failure) : innermost(failure))
                            + noted());
        }

        private void received(Mqtt5Publish message) {
            try {
                String topic = message.getTopic().toString();
                byte[] payload = message.getPayloadAsBytes();
                if (topic.equals(topics.command())) {
                    listener.received(nonce, Json.read(payload, CommandMessage.class));
                } else if (topic.equals(topics.config())) {
                    configuration(payload);
                } else {
                    listener.received(nonce, Json.readOfNewer(payload, Downlink.class));
                }
            } catch (MalformedJsonException e) {
                String detail = "message on " + message.getTopic() + " at '" + e.pointer()
                        + "' is not one of ours: " + e.getMessage();
                LOG.log(Level.WARNING, detail);
                listener.unreadable(nonce, detail);
            }
        }

        /// An empty one clears the retained message: nobody speaks.
        private void configuration(byte[] payload) {
            if (payload.length > SignedPointer.MAX_CHARS) {
                LOG.log(Level.WARNING, "a pointer to a configuration of " + payload.length
                        + " bytes, expected at most " + SignedPointer.MAX_CHARS);
            } else if (payload.length > 0) {
                listener.configuration(nonce, new String(payload, StandardCharsets.US_ASCII));
            }
        }

        private Mqtt5Publish presence(boolean online) {
            return Mqtt5Publish.builder()
                    .topic(topics.state())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true)
                    .payload(Json.write(new Presence(me.agent(), nonce, online, clock.instant())))
                    .contentType("application/json")
                    .build();
        }
    }

    /// Whether it is our certificate that somebody does not want: an alert of TLS about it (RFC 8446, section 6.2), or a
    /// CONNACK that says so.
    private static boolean isRefusal(Throwable failure) {
        if (failure instanceof Mqtt5ConnAckException refused) {
            return REFUSALS.contains(refused.getMqttMessage().getReasonCode());
        }
        return CERTIFICATE_ALERT.matcher(innermost(failure)).find();
    }

    private String noted() {
        String note = broker.note();
        return note.isEmpty() ? "" : " (" + note + ")";
    }

    /// The library says of every connection that the broker ends that it was ended; the code says why.
    static String inWords(Throwable failure) {
        if (!(failure instanceof Mqtt5DisconnectException gone)
                || gone.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.NORMAL_DISCONNECTION) {
            return innermost(failure);
        }
        Mqtt5Disconnect said = gone.getMqttMessage();
        return "the broker ended the connection: "
                + said.getReasonCode().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + said.getReasonString().map(reason -> " (" + reason + ")").orElse("");
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
