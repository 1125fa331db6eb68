package io.tillpost.protocol.enrol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnrolmentReplyTest {
    private static final EnrolmentReply ONE = new EnrolmentReply("acme", "s-1", "s-1-a", List.of("cert"),
            "mq-1", 8883, Instant.EPOCH);

    @Test
    void aReplyWithOneBrokerSaysNothingOfAList() {
        byte[] json = Json.write(ONE);
        assertEquals(false, new String(json, UTF_8).contains("brokers"));
        assertEquals(ONE, Json.read(json, EnrolmentReply.class));
        assertEquals(List.of(new BrokerAddress("mq-1", 8883)), ONE.allBrokers());
    }

    @Test
    void severalBrokersAreAllKnownAndABadOneIsRefused() {
        var two = List.of(new BrokerAddress("mq-1", 8883), new BrokerAddress("mq-2", 8884));
        var reply = new EnrolmentReply("acme", "s-1", "s-1-a", List.of("cert"), "mq-1", 8883, Instant.EPOCH,
                two);
        byte[] json = Json.write(reply);
        assertEquals(two, Json.read(json, EnrolmentReply.class).allBrokers());
        byte[] bad = new String(json, UTF_8).replace("8884", "88840").getBytes(UTF_8);
        assertThrows(MalformedJsonException.class, () -> Json.read(bad, EnrolmentReply.class));
    }
}
