package io.tillpost.central.broker;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/// Has Artemis hand out a few messages fewer than a client says it takes unacknowledged (MQTT 5, 3.1.2.11.3). Each
/// subscription of a session looks for room and then sends, all at the same time, so together they may send one more
/// than there is room for; a client has to end the connection then.
final class InFlightMargin implements MQTTInterceptor {
    /// No client of ours has more subscriptions than one more than this.
    private static final int MARGIN = 4;

    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (packet instanceof MqttConnectMessage connect) {
            MqttProperties properties = connect.variableHeader().properties();
            int id = MqttPropertyType.RECEIVE_MAXIMUM.value();
            if (properties.getProperty(id) instanceof IntegerProperty said) {
                properties.add(new IntegerProperty(id, said.value() - Math.min(MARGIN, said.value() / 2)));
            }
        }
        return true;
    }
}
