package io.tillpost.protocol.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncMessagesTest {
    private static final JournalKey KEY = new JournalKey(Lane.FIN, new UUID(1, 2), 3);
    private static final Hash HASH = Hash.parse("ab".repeat(32));
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void aBatchReadsAsItWasWritten() {
        List<JournalRow> rows = rows(50);
        assertEquals(rows, BatchCodec.decode(header(1, 50), BatchCodec.encode(rows)));
    }

    /// Head office is upgraded before its stores.
    @Test
    void anAgentPassesOverWhatANewerHeadOfficeSaysBeside() {
        var welcome = new Downlink.Welcome(new UUID(5, 6), 1, NOW, NOW, Credit.DEFAULT, 0, 0,
                List.of(new Downlink.LaneWelcome(KEY, 7, HASH, Downlink.Action.CONTINUE, 3)));
        byte[] newer = new String(Json.write(welcome), UTF_8).replace("{", "{\"more\":[1],").getBytes(UTF_8);
        assertEquals(welcome, Json.readOfNewer(newer, Downlink.class));
        assertThrows(MalformedJsonException.class, () -> Json.read(newer, Downlink.class));
    }

    @Test
    void aBatchCutAnywhereIsRefused() {
        byte[] payload = BatchCodec.encode(rows(3));
        for (int length = 0; length < payload.length; length++) {
            byte[] cut = Arrays.copyOf(payload, length);
            assertThrows(MalformedBatchException.class, () -> BatchCodec.decode(header(1, 3), cut),
                    "cut after " + length);
        }
    }

    @Test
    void aFlippedBitNeverPassesAsTheSameBatchAndNeverThrowsAnythingElse() {
        List<JournalRow> rows = rows(3);
        byte[] payload = BatchCodec.encode(rows);
        for (int bit = 0; bit < payload.length * 8; bit++) {
            byte[] damaged = payload.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            int which = bit;
            try {
                // The header of zlib has bits that mean nothing; all others must be noticed.
                assertEquals(rows, BatchCodec.decode(header(1, 3), damaged), "bit " + which);
            } catch (MalformedBatchException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 5);
            }
        }
    }

    @Test
    void bytesAfterABatchAreRefused() {
        byte[] payload = BatchCodec.encode(rows(3));
        byte[] longer = Arrays.copyOf(payload, payload.length + 2);
        var thrown = assertThrows(MalformedBatchException.class,
                () -> BatchCodec.decode(header(1, 3), longer));
        assertEquals("2 bytes after the end of what was deflated", thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 1_000_000})
    void anotherCountThanTheHeaderSaysIsRefused(int count) {
        byte[] payload = BatchCodec.encode(rows(3));
        assertThrows(MalformedBatchException.class, () -> BatchCodec.decode(header(1, count), payload));
    }

    @Test
    void aDecompressionBombIsStopped() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            for (int i = 0; i < 40; i++) {
                out.write(new byte[16]);
                out.writeShort(1);
                out.write('T');
                out.writeInt(1);
                out.writeInt(0);
                out.writeInt(BatchCodec.MAX_PART_BYTES);
                out.write(new byte[BatchCodec.MAX_PART_BYTES]);
            }
        }
        var thrown = assertThrows(MalformedBatchException.class,
                () -> BatchCodec.decode(header(1, 40), bytes.toByteArray()));
        assertTrue(String.valueOf(thrown.getMessage()).contains("16777216"), thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, BatchCodec.MAX_PART_BYTES + 1, Integer.MAX_VALUE})
    void aPartOfImpossibleLengthIsRefusedBeforeItIsRead(int length) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.write(new byte[16]);
            out.writeShort(1);
            out.write('T');
            out.writeInt(1);
            out.writeInt(length);
        }
        var thrown = assertThrows(MalformedBatchException.class,
                () -> BatchCodec.decode(header(1, 1), bytes.toByteArray()));
        assertTrue(String.valueOf(thrown.getMessage()).contains("part of " + length), thrown.getMessage());
    }

    @Test
    void aHeaderReadsAsItWasWritten() {
        BatchHeader header = header(7, 3);
        assertEquals(header, BatchHeader.parse(header.correlationData(), header.properties()));
        assertEquals(9, header.to());
    }

    @ParameterizedTest
    @CsvSource({"lane, gold", "journal, x", "epoch, 0", "epoch, x", "from, 0", "from, -1", "to, 8",
        "count, 0", "count, x",
        "prev, 00", "head, zz", "encoding, gzip"})
    void aHeaderWithOneWrongPropertyIsRefused(String name, String value) {
        Map<String, String> properties = header(7, 3).properties();
        properties.put(name, value);
        assertThrows(MalformedBatchException.class,
                () -> BatchHeader.parse(header(7, 3).correlationData(), properties));
    }

    @Test
    void aHeaderWithAMissingPropertyNamesIt() {
        for (String name : header(7, 3).properties().keySet()) {
            Map<String, String> properties = header(7, 3).properties();
            properties.remove(name);
            var thrown = assertThrows(MalformedBatchException.class,
                    () -> BatchHeader.parse(header(7, 3).correlationData(), properties));
            assertTrue(String.valueOf(thrown.getMessage()).contains(name), thrown.getMessage());
        }
        assertThrows(MalformedBatchException.class,
                () -> BatchHeader.parse(new byte[15], header(7, 3).properties()));
    }

    @Test
    void everyDownlinkMessageReadsAsItWasWritten() {
        var welcome = new Downlink.Welcome(new UUID(1, 1), 2, NOW, NOW, Credit.DEFAULT, 0, 0,
                List.of(new Downlink.LaneWelcome(KEY, 5, HASH, Downlink.Action.REWIND),
                        new Downlink.LaneWelcome(KEY, 0, null, Downlink.Action.CONTINUE)));
        for (Downlink message : List.of(welcome, new Downlink.Ack(new UUID(1, 1), KEY, 5, HASH),
                new Downlink.Ack(new UUID(1, 1), KEY, 5, HASH).with(new Credit(26_000, 100, 250)),
                new Downlink.Nack(new UUID(1, 1), KEY, 6, Downlink.Nack.Reason.GAP,
                        "rows 4 and 5 are missing"))) {
            assertEquals(message, Json.read(Json.write(message), Downlink.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"kind\":\"bye\"}", "{\"kind\":\"ack\"}", "7"})
    void whatIsNoDownlinkMessageIsRefused(String json) {
        assertThrows(MalformedJsonException.class, () -> Json.read(json.getBytes(UTF_8), Downlink.class));
    }

    @Test
    void helloAndPresenceReadAsTheyWereWritten() {
        var hello = new Hello("store-7-a", new UUID(3, 3), new UUID(4, 4), "0.1.0", 0, NOW,
                List.of(new LaneHead(KEY, null, 1, 9, HASH, 4, HASH)));
        assertEquals(hello, Json.read(Json.write(hello), Hello.class));
        var presence = new Presence("store-7-a", new UUID(4, 4), true, NOW);
        assertEquals(presence, Json.read(Json.write(presence), Presence.class));
    }

    @Test
    void aHelloWithTwoHeadsOfALaneIsRefused() {
        String one = new String(Json.write(new LaneHead(KEY, null, 1, 9, HASH, 4, HASH)), UTF_8);
        String hello = new String(
                Json.write(new Hello("store-7-a", new UUID(3, 3), new UUID(4, 4), "0.1.0", 0,
                        NOW, List.of(new LaneHead(KEY, null, 1, 9, HASH, 4, HASH)))),
                UTF_8);
        byte[] twice = hello.replace(one, one + "," + one).getBytes(UTF_8);
        var refused = assertThrows(MalformedJsonException.class, () -> Json.read(twice, Hello.class));
        assertEquals("2 heads of 1 lanes, expected one of each at most", refused.getMessage());
    }

    @Test
    void topicsAreTheStoresOwnAndReadBack() {
        var topics = new Topics("store-7");
        assertEquals("tillpost/1/store-7/up/fin", topics.up(Lane.FIN));
        assertEquals("tillpost/1/store-7/hello", topics.hello());
        assertEquals("tillpost/1/store-7/dn/ack", topics.down());
        assertEquals("tillpost/1/store-7/state", topics.state());
        for (String topic : List.of(topics.up(Lane.OPS), topics.hello(), topics.state(), topics.command(),
                topics.result(), topics.config())) {
            assertEquals(Optional.of(topics), Topics.parse(topic));
        }
        assertThrows(IllegalArgumentException.class, () -> new Topics("+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tillpost/1", "tillpost/1/store-7", "tillpost/2/store-7/hello",
        "tillpost/1//hello",
        "tillpost/1/+/hello", "other/tillpost/1/store-7", "tillpost/1/STORE/hello"})
    void aTopicThatIsNotOursHasNoStore(String topic) {
        assertEquals(Optional.empty(), Topics.parse(topic));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0", "1, 0, 0", "1, 1, -1"})
    void anImpossibleCreditIsRefused(int bytes, int events, int intervalMs) {
        assertThrows(IllegalArgumentException.class, () -> new Credit(bytes, events, intervalMs));
    }

    private static BatchHeader header(long from, int count) {
        return new BatchHeader(new UUID(5, 6), KEY, from, count, HASH, HASH,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private static List<JournalRow> rows(int count) {
        var random = new Random(count);
        var rows = new ArrayList<JournalRow>();
        for (int seq = 1; seq <= count; seq++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            rows.add(new JournalRow(seq, new UUID(0, seq), "SaleStarted", 1,
                    ("{\"n\":" + seq + "}").getBytes(UTF_8), body));
        }
        return rows;
    }
}
