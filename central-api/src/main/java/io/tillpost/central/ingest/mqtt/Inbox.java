package io.tillpost.central.ingest.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.ingest.Downward;
import io.tillpost.central.ingest.Greeting;
import io.tillpost.central.ingest.Ingest;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.StoreQueues;
import io.tillpost.central.ingest.StoreQueues.Kind;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.MalformedBatchException;
import io.tillpost.protocol.sync.Presence;
import io.tillpost.protocol.sync.Topics;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Reads what comes in, hands it to its store's queue, and hands out the answer. What cannot be answered is dropped
/// with a line in the log: the agent repeats itself.
final class Inbox {
    private static final System.Logger LOG = System.getLogger(Inbox.class.getName());

    private final Ingest ingest;
    private final Greeting greeting;
    private final StoreQueues queues;
    private final Load load;
    private final BiConsumer<Topics, Downlink> answers;
    private final Downward downward;

    /// @param load says how much agents may send
    /// @param answers publishes; must not block
    Inbox(Ingest ingest, Greeting greeting, StoreQueues queues, Load load,
            BiConsumer<Topics, Downlink> answers, Downward downward) {
        this.load = load;
        this.downward = downward;
        this.ingest = ingest;
        this.greeting = greeting;
        this.queues = queues;
        this.answers = answers;
    }

    /// Takes in a message. Called on the client library's thread; does not block.
    ///
    /// @param done run once, on any thread, when the broker may forget it: it was worked off or is not wanted, or its agent
    ///     sends it again and the work takes long
    void received(Mqtt5Publish message, Runnable done) {
        String topic = message.getTopic().toString();
        Optional<Topics> topics = Topics.parse(topic);
        if (topics.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "message on " + topic + ", which is no topic of ours");
            done.run();
        } else if (!queues.offer(topics.get().store(), kind(topics.get(), topic), bytes(message),
                () -> work(topics.get(), topic, message), done)) {
            LOG.log(System.Logger.Level.INFO, "too much is waiting: a message on " + topic + " is dropped");
            done.run();
        }
    }

    private static Kind kind(Topics topics, String topic) {
        return topic.equals(topics.state()) || topic.equals(topics.result()) ? Kind.SAID_ONCE : Kind.REPEATED;
    }

    private static int bytes(Mqtt5Publish message) {
        return message.getPayload().map(ByteBuffer::remaining).orElse(0);
    }

    private void work(Topics topics, String topic, Mqtt5Publish message) {
        try {
            answer(topics, topic, message).ifPresent(answer -> answers.accept(topics, answer));
        } catch (MalformedBatchException | MalformedJsonException e) {
            LOG.log(System.Logger.Level.WARNING, "message on " + topic + " is not one of ours: "
                    + e.getMessage());
            report(topics, topic, String.valueOf(e.getMessage()));
        } catch (DatabaseException e) {
            LOG.log(System.Logger.Level.WARNING, "message on " + topic + " is left to be sent again: "
                    + e.getMessage());
        }
    }

    /// Whoever sent it cannot be answered, for nothing says which batch it was.
    private void report(Topics topics, String topic, String why) {
        try {
            ingest.unreadable(topics.store(), topic, why);
        } catch (DatabaseException e) {
            LOG.log(System.Logger.Level.WARNING, "what is wrong with a message on " + topic
                    + " is not kept: " + e.getMessage());
        }
    }

    private Optional<? extends Downlink> answer(Topics topics, String topic, Mqtt5Publish message) {
        if (topic.equals(topics.hello())) {
            byte[] said = message.getPayloadAsBytes();
            Hello hello = Json.read(said, Hello.class);
            greeting.answer(topics.store(), hello, said, HeadSignature.parse(properties(message)))
                    .ifPresent(welcome -> {
                        answers.accept(topics, welcome);
                        downward.welcomed(topics.store(), hello.agent(), hello.configVersion());
                    });
            return Optional.empty();
        }
        if (topic.equals(topics.result())) {
            downward.reported(topics.store(),
                    Json.read(message.getPayloadAsBytes(), CommandReport.class));
            return Optional.empty();
        }
        if (topic.equals(topics.state())) {
            // An empty payload clears the retained message: nobody speaks.
            if (message.getPayloadAsBytes().length > 0) {
                greeting.seen(topics.store(), Json.read(message.getPayloadAsBytes(), Presence.class));
            }
            return Optional.empty();
        }
        for (Lane lane : Lane.values()) {
            if (topic.equals(topics.up(lane))) {
                return Optional.of(batch(topics, lane, message));
            }
        }
        report(topics, topic, "nothing of ours is sent on this topic");
        return Optional.empty();
    }

    private static Map<String, String> properties(Mqtt5Publish message) {
        Map<String, String> properties = new HashMap<>();
        message.getUserProperties()
                .asList()
                .forEach(property -> properties.put(property.getName().toString(),
                        property.getValue().toString()));
        return properties;
    }

    private Downlink batch(Topics topics, Lane lane, Mqtt5Publish message) {
        Map<String, String> properties = properties(message);
        byte[] correlation = message.getCorrelationData().map(data -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            return bytes;
        }).orElse(new byte[0]);
        BatchHeader header = BatchHeader.parse(correlation, properties);
        if (header.journal().lane() != lane) {
            return new Downlink.Nack(header.batchId(), header.journal(), header.from(),
                    Downlink.Nack.Reason.FOREIGN, "batch of lane " + header.journal().lane().wireName()
                            + " on the topic of lane " + lane.wireName());
        }
        Downlink answer = ingest.apply(topics.store(), header, message.getPayloadAsBytes(),
                HeadSignature.parse(properties));
        return answer instanceof Downlink.Ack ack ? ack.with(load.credit()) : answer;
    }
}
