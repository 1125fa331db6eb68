package io.tillpost.protocol.sync;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// What a batch says of itself in its MQTT 5 properties: the batch id as correlation data, the rest as user properties.
///
/// @param from first seq, at least 1
/// @param count number of rows
/// @param prev hash of the row before `from`, or the genesis hash
/// @param head hash of the last row
public record BatchHeader(UUID batchId, JournalKey journal, long from, int count, Hash prev, Hash head,
        String traceparent) {
    /// MQTT content type of a batch.
    public static final String CONTENT_TYPE = "application/vnd.tillpost.batch";
    /// Only this encoding exists today.
    public static final String ENCODING = "deflate";

    public BatchHeader {
        if (from < 1 || count < 1) {
            throw new IllegalArgumentException(
                    "batch of " + count + " rows from " + from + ", expected at least 1");
        }
    }

    /// Last seq.
    public long to() {
        return from + count - 1;
    }

    /// The batch id as correlation data.
    public byte[] correlationData() {
        return ByteBuffer.allocate(16).putLong(batchId.getMostSignificantBits())
                .putLong(batchId.getLeastSignificantBits())
                .array();
    }

    /// The user properties, in a stable order.
    public Map<String, String> properties() {
        var properties = new LinkedHashMap<String, String>();
        properties.put("lane", journal.lane().wireName());
        properties.put("journal", journal.journalId().toString());
        properties.put("epoch", Long.toString(journal.epoch()));
        properties.put("from", Long.toString(from));
        properties.put("to", Long.toString(to()));
        properties.put("count", Integer.toString(count));
        properties.put("prev", prev.toString());
        properties.put("head", head.toString());
        properties.put("encoding", ENCODING);
        properties.put("traceparent", traceparent);
        return properties;
    }

    /// Reads what [#correlationData()] and [#properties()] wrote. Throws [MalformedBatchException] naming the property.
    public static BatchHeader parse(byte[] correlationData, Map<String, String> properties) {
        if (correlationData.length != 16) {
            throw new MalformedBatchException(
                    "correlation data of " + correlationData.length + " bytes, expected 16");
        }
        if (!ENCODING.equals(properties.get("encoding"))) {
            throw new MalformedBatchException(
                    "encoding " + properties.get("encoding") + ", expected " + ENCODING);
        }
        var id = ByteBuffer.wrap(correlationData);
        String reading = "";
        try {
            reading = "journal";
            var journal = new JournalKey(Lane.of(value(properties, "lane")),
                    UUID.fromString(value(properties, "journal")),
                    Long.parseLong(value(properties, "epoch")));
            reading = "from, to or count";
            var header = new BatchHeader(new UUID(id.getLong(), id.getLong()), journal,
                    Long.parseLong(value(properties, "from")), Integer.parseInt(value(properties, "count")),
                    Hash.parse(value(properties, "prev")), Hash.parse(value(properties, "head")),
                    value(properties, "traceparent"));
            if (header.to() != Long.parseLong(value(properties, "to"))) {
                throw new MalformedBatchException(
                        "to " + properties.get("to") + ", expected " + header.to() + " from from and count");
            }
            return header;
        } catch (IllegalArgumentException e) {
            throw new MalformedBatchException("batch property " + reading + ": " + e.getMessage(), e);
        }
    }

    private static String value(Map<String, String> properties, String name) {
        String value = properties.get(name);
        if (value == null) {
            throw new MalformedBatchException("batch without property '" + name + "'");
        }
        return value;
    }
}
