package io.tillpost.central.broker;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/// Lets nobody in who speaks an older MQTT: Artemis holds MQTT 5 alone to the largest packet, and one that is larger is
/// lost on its way to head office and counts as in flight for good.
final class OnlyMqtt5 implements MQTTInterceptor {
    private static final System.Logger LOG = System.getLogger(OnlyMqtt5.class.getName());

    /// False ends the connection.
    @Override
    public boolean intercept(MqttMessage packet, RemotingConnection connection) {
        if (packet instanceof MqttConnectMessage connect
                && connect.variableHeader().version() != MqttVersion.MQTT_5.protocolLevel()) {
            LOG.log(System.Logger.Level.WARNING,
                    "refused {0}: it speaks MQTT of protocol level {1}, expected 5",
                    connection.getRemoteAddress(), connect.variableHeader().version());
            return false;
        }
        return true;
    }
}
