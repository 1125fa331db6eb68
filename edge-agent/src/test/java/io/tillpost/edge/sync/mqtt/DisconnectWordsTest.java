package io.tillpost.edge.sync.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What people read when a connection has ended.
class DisconnectWordsTest {
    @Test
    void theBrokersReasonIsSaid() {
        var taken = Mqtt5Disconnect.builder().reasonCode(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);
        assertEquals("the broker ended the connection: session taken over", words(taken.build()));
        assertEquals("the broker ended the connection: session taken over (another client)",
                words(taken.reasonString("another client").build()));
    }

    @Test
    void withoutAReasonItIsWhatTheLibrarySays() {
        assertEquals("Server sent DISCONNECT.", words(Mqtt5Disconnect.builder().build()));
        assertEquals("reset", MqttWire.inWords(new IllegalStateException("gone", new IOException("reset"))));
    }

    private static String words(Mqtt5Disconnect message) {
        return MqttWire.inWords(new Mqtt5DisconnectException(message, "Server sent DISCONNECT."));
    }
}
