package io.tillpost.installer.faults.each;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.installer.faults.proxy.Proxy.Line;
import io.tillpost.installer.faults.world.Wiretap;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every batch of the store that was heard is sent again, in any order, by somebody else; so are acknowledgements of it and old
/// refusals. In between, the line is cut so that batches and acknowledgements get lost.
final class Replays implements Fault {
    @Override
    public int number() {
        return 8;
    }

    @Override
    public String title() {
        return "lost, duplicated, replayed batches and acknowledgements";
    }

    @Override
    public void strike(Scene scene) throws IOException {
        try (var node = Wiretap.asNode(scene.world());
                var box = Wiretap.asBoxOf(scene.world(), scene.box())) {
            for (int i = 0; i < 3; i++) {
                scene.sell(4);
                scene.awaitThat("batches of the store are heard", Duration.ofMinutes(1),
                        () -> !batches(node, scene).isEmpty());
                List<Mqtt5Publish> again = new ArrayList<>(batches(node, scene));
                Collections.shuffle(again, scene.random());
                again.stream().limit(40).forEach(message -> repeat(scene, node, box, message));
                scene.box().line().line(Line.CUT);
                scene.during(scene.millis(0, 600));
                scene.box().line().line(Line.GOOD);
            }
            UnseenException.unless(node.heard().size() > 2, "the store sent two batches at most");
        }
        scene.sell(3);
        scene.awaitDrained(Duration.ofMinutes(2));
    }

    private static List<Mqtt5Publish> batches(Wiretap node, Scene scene) {
        String store = "/" + scene.box().store() + "/up/";
        return node.heard().stream().filter(message -> message.getTopic().toString().contains(store))
                .toList();
    }

    private static void repeat(Scene scene, Wiretap node, Wiretap box, Mqtt5Publish message) {
        BatchHeader header = header(message);
        box.say(message.extend().build());
        Downlink answer = scene.random().nextBoolean()
                ? new Downlink.Ack(header.batchId(), header.journal(), header.to(), header.head())
                : new Downlink.Nack(header.batchId(), header.journal(), header.from(),
                        Downlink.Nack.Reason.GAP,
                        "replayed");
        // Only of what has been answered before: it has to change nothing.
        if (scene.box().status().required("sync").required("pending").asLong() == 0) {
            node.say(Mqtt5Publish.builder()
                    .topic(new Topics(scene.box().store()).down())
                    .payload(Json.write(answer))
                    .contentType("application/json")
                    .build());
        }
    }

    /// What a batch says of itself.
    static BatchHeader header(Mqtt5Publish message) {
        Map<String, String> properties = new HashMap<>();
        message.getUserProperties().asList().forEach(
                property -> properties.put(property.getName().toString(), property.getValue().toString()));
        ByteBuffer data = message.getCorrelationData().orElseThrow();
        var correlation = new byte[data.remaining()];
        data.duplicate().get(correlation);
        return BatchHeader.parse(correlation, properties);
    }
}
