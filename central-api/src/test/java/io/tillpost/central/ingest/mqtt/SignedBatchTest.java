package io.tillpost.central.ingest.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.central.ingest.Downward;
import io.tillpost.central.ingest.Heads;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.central.ingest.TestQueues;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The signature over a batch's head travels in the message's user properties.
class SignedBatchTest {
    @Test
    void theSignatureInTheMessageIsLookedAt() throws Exception {
        try (var enrolment = new EnrolmentWorld(); var queues = TestQueues.of(1)) {
            var world = new IngestWorld(enrolment.test);
            var store = world.welcomed("s", 1);
            store.cashSale(1190);
            var box = new TestBox();
            enrolment.enrolled(box, world.tenant, store.place.store(), store.place.agent());
            var answers = new LinkedBlockingQueue<Downlink>();
            var inbox = new Inbox(
                    world.ingest(new Heads(enrolment.database, enrolment.keys, Heads.Unsigned.REFUSE)),
                    world.greeting, queues, new Load(), (_, answer) -> answers.add(answer),
                    Downward.NONE);
            var header = store.header(1, 3);
            var signed = box.sign(world.tenant, store.place.store(), store.place.agent(), header)
                    .properties();

            inbox.received(message(store, Map.of()), () -> {});
            assertEquals(Nack.Reason.UNPROVEN,
                    assertInstanceOf(Nack.class, next(answers)).reason());
            inbox.received(message(store, Map.of("key", "no key", "signature", "no signature")), () -> {});
            inbox.received(message(store, signed), () -> {});
            assertEquals(3, assertInstanceOf(Ack.class, next(answers)).seq());
        }
    }

    private static Downlink next(LinkedBlockingQueue<Downlink> answers) throws InterruptedException {
        @Nullable
        Downlink answer = answers.poll(20, TimeUnit.SECONDS);
        assertNotNull(answer, "no answer");
        return answer;
    }

    private static Mqtt5Publish message(SimulatedStore store, Map<String, String> more) {
        var header = store.header(1, 3);
        var properties = new HashMap<>(header.properties());
        properties.putAll(more);
        return Mqtt5Publish.builder()
                .topic(new Topics(store.place.store()).up(Lane.FIN))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(store.payload(1, 3))
                .correlationData(header.correlationData())
                .userProperties(Mqtt5UserProperties.of(properties.entrySet()
                        .stream()
                        .map(property -> Mqtt5UserProperty.of(property.getKey(), property.getValue()))
                        .toList()))
                .build();
    }
}
