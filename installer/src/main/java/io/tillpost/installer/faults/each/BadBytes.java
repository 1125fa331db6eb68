package io.tillpost.installer.faults.each;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.installer.faults.world.Wiretap;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Bits change on the line under TLS. Somebody whom the broker takes for the store's box sends its batches with a bit changed, cut
/// short, and as 256 MB of nothing in 256 kB, and then speaks as another store.
final class BadBytes implements Fault {
    @Override
    public int number() {
        return 30;
    }

    @Override
    public String title() {
        return "bit flips, truncation, decompression bomb, forged store";
    }

    private static final int BOMB_BYTES = 256 << 20;
    /// At the end of what was deflated (RFC 1950, 2.2).
    private static final int CHECKSUM_BYTES = 4;
    private static final Duration HEARD_WITHIN = Duration.ofMinutes(1);

    @Override
    public void strike(Scene scene) throws IOException {
        for (int i = 0; i < 3; i++) {
            scene.box().line().flip(scene.between(1, 3));
            scene.sell(3);
        }
        try (var node = Wiretap.asNode(scene.world());
                var box = Wiretap.asBoxOf(scene.world(), scene.box())) {
            scene.sell(4);
            scene.awaitThat("a batch is heard", HEARD_WITHIN, () -> !heard(node, scene).isEmpty());
            Mqtt5Publish batch = heard(node, scene).getLast();
            byte[] whole = batch.getPayloadAsBytes();
            box.say(with(batch, flipped(scene, whole)));
            box.say(with(batch, Arrays.copyOf(whole, whole.length / 2)));
            box.say(with(batch, new byte[0]));
            box.say(with(batch, bomb()));
            scene.sell(4);
            UnseenException.unless(box.isConnected(),
                    "the broker took a damaged batch for a breach of its protocol");
            // The broker may hang up on whoever speaks for another store, and must not carry it.
            int before = node.heard().size();
            box.say(batch.extend().topic(new Topics("somebody-else").up(Lane.FIN)).build());
            scene.sell(2);
            UnseenException.unless(node.heard().stream().skip(before)
                    .noneMatch(message -> message.getTopic().toString().contains("somebody-else")),
                    "a batch of one store's box came through on another store's topic");
        }
        UnseenException.unless(scene.world().node().isAlive(), "head office died of bad bytes");
        scene.awaitDrained(Duration.ofMinutes(2));
    }

    private static List<Mqtt5Publish> heard(Wiretap node, Scene scene) {
        String topic = new Topics(scene.box().store()).up(Lane.FIN);
        return node.heard().stream().filter(message -> message.getTopic().toString().equals(topic)).toList();
    }

    private static Mqtt5Publish with(Mqtt5Publish batch, byte[] payload) {
        return batch.extend().payload(payload).build();
    }

    private static byte[] flipped(Scene scene, byte[] whole) {
        byte[] damaged = whole.clone();
        // The last bits before the checksum may say nothing (RFC 1951, 3.2.3).
        int at = scene.random().nextInt(damaged.length - CHECKSUM_BYTES - 1);
        damaged[at] ^= (byte) (1 << scene.random().nextInt(8));
        return damaged;
    }

    private static byte[] bomb() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var deflated = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_SPEED))) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < BOMB_BYTES; i += zeros.length) {
                deflated.write(zeros);
            }
        }
        return bytes.toByteArray();
    }
}
