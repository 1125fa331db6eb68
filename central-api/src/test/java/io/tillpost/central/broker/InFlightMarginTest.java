package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.lang.reflect.Proxy;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InFlightMarginTest {
    private static final int RECEIVE_MAXIMUM = MqttPropertyType.RECEIVE_MAXIMUM.value();
    private static final RemotingConnection UNUSED = (RemotingConnection) Proxy.newProxyInstance(
            InFlightMarginTest.class.getClassLoader(), new Class<?>[]{RemotingConnection.class},
            (_, method, _) -> {
                throw new AssertionError(method + " is not asked for");
            });

    private final InFlightMargin margin = new InFlightMargin();

    @ParameterizedTest
    @CsvSource({"256,252", "65535,65531", "8,4", "2,1", "1,1"})
    void fewerAreInFlightThanTheClientTakes(int said, int counts) {
        var properties = new MqttProperties();
        properties.add(new IntegerProperty(RECEIVE_MAXIMUM, said));
        MqttConnectMessage connect = connect(MqttVersion.MQTT_5, properties);
        assertTrue(margin.intercept(connect, UNUSED));
        assertEquals(counts, connect.variableHeader().properties().getProperty(RECEIVE_MAXIMUM).value());
    }

    @Test
    void whoSaysNothingIsLeftToTheBroker() {
        MqttConnectMessage connect = connect(MqttVersion.MQTT_5, new MqttProperties());
        assertTrue(margin.intercept(connect, UNUSED));
        assertNull(connect.variableHeader().properties().getProperty(RECEIVE_MAXIMUM));
        assertTrue(margin.intercept(connect(MqttVersion.MQTT_3_1_1, new MqttProperties()), UNUSED));
        assertTrue(margin.intercept(MqttMessage.PINGREQ, UNUSED));
    }

    private static MqttConnectMessage connect(MqttVersion version, MqttProperties properties) {
        return MqttMessageBuilders.connect().protocolVersion(version).clientId("box-1").properties(properties)
                .build();
    }
}
