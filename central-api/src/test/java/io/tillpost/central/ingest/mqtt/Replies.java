package io.tillpost.central.ingest.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Hello;
import java.nio.ByteBuffer;
import java.util.UUID;

/// Tells which answer is to what: a message that is said more than once is answered more than once, also late.
final class Replies {
    private Replies() {}

    static boolean isTo(Mqtt5Publish said, Downlink answer) {
        return switch (answer) {
            case Downlink.Welcome welcome -> said.getCorrelationData().isEmpty()
                    && Json.read(said.getPayloadAsBytes(), Hello.class).nonce().equals(welcome.nonce());
            case Downlink.Ack ack -> isOf(said, ack.batchId());
            case Downlink.Nack nack -> isOf(said, nack.batchId());
        };
    }

    private static boolean isOf(Mqtt5Publish said, UUID batch) {
        return said.getCorrelationData()
                .map(ByteBuffer::duplicate)
                .filter(id -> new UUID(id.getLong(), id.getLong()).equals(batch))
                .isPresent();
    }
}
