package io.tillpost.protocol.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.protocol.journal.JournalRow;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The payload of a batch: rows with the very bytes that were hashed, one after the other, deflated (RFC 1950).
///
/// Each row: event id (16 bytes), type (u16 length, UTF-8), version (u32), metadata (u32 length), body (u32 length); all
/// numbers big-endian. The seqs follow from the header.
public final class BatchCodec {
    /// No more than this comes out of one payload.
    public static final int MAX_PLAIN_BYTES = 16 << 20;
    /// No metadata or body may be longer.
    public static final int MAX_PART_BYTES = 1 << 20;

    private static final int MAX_TYPE_BYTES = 64;
    /// Event id, and the lengths and version of a row.
    private static final int FIXED_BYTES = 30;
    /// A char takes no more (two that are a pair take four together).
    private static final int MOST_UTF_8_BYTES = 3;
    /// Half the processor time of the usual 6 for a quarter more bytes (docs/decisions/0028).
    private static final int LEVEL = 3;
    private static final int EXPECTED_DEFLATION = 8;
    private static final int LEAST_BUFFER_BYTES = 256;

    private BatchCodec() {}

    /// Deflates rows that follow each other.
    public static byte[] encode(List<JournalRow> rows) {
        // Written out first: deflating each field by itself costs more in calls than in deflating.
        ByteBuffer plain = plain(rows);
        var deflater = new Deflater(LEVEL);
        try {
            deflater.setInput(plain);
            deflater.finish();
            byte[] compressed = new byte[plain.remaining() / EXPECTED_DEFLATION + LEAST_BUFFER_BYTES];
            int length = 0;
            while (!deflater.finished()) {
                if (length == compressed.length) {
                    compressed = Arrays.copyOf(compressed, 2 * length);
                }
                length += deflater.deflate(compressed, length, compressed.length - length);
            }
            return Arrays.copyOf(compressed, length);
        } finally {
            deflater.end();
        }
    }

    private static ByteBuffer plain(List<JournalRow> rows) {
        int size = 0;
        for (JournalRow row : rows) {
            size = Math.addExact(size, FIXED_BYTES + row.metadata().length + row.body().length
                    + MOST_UTF_8_BYTES * row.type().length());
        }
        ByteBuffer plain = ByteBuffer.allocate(size);
        for (JournalRow row : rows) {
            byte[] type = row.type().getBytes(UTF_8);
            plain.putLong(row.eventId().getMostSignificantBits())
                    .putLong(row.eventId().getLeastSignificantBits())
                    .putShort((short) type.length)
                    .put(type)
                    .putInt(row.version());
            byte[] metadata = row.metadata();
            plain.putInt(metadata.length).put(metadata);
            byte[] body = row.body();
            plain.putInt(body.length).put(body);
        }
        return plain.flip();
    }

    /// The rows of a payload, numbered from `header.from()`. Throws [MalformedBatchException] unless there are exactly
    /// `header.count()` rows within the limits and nothing after them.
    public static List<JournalRow> decode(BatchHeader header, byte[] payload) {
        ByteBuffer plain = inflated(payload);
        var rows = new ArrayList<JournalRow>(Math.min(header.count(), 1_000));
        try {
            for (int i = 0; i < header.count(); i++) {
                rows.add(row(plain, header.from() + i));
            }
        } catch (BufferUnderflowException e) {
            throw new MalformedBatchException("payload ends after " + rows.size() + " rows, expected "
                    + header.count(), e);
        }
        if (plain.hasRemaining()) {
            throw new MalformedBatchException("bytes after row " + header.to());
        }
        return rows;
    }

    private static ByteBuffer inflated(byte[] payload) {
        var inflater = new Inflater();
        try {
            inflater.setInput(payload);
            byte[] plain = new byte[(int) Math.min(MAX_PLAIN_BYTES + 1L,
                    LEAST_BUFFER_BYTES + (long) EXPECTED_DEFLATION * payload.length)];
            int length = 0;
            while (!inflater.finished()) {
                if (length > MAX_PLAIN_BYTES) {
                    throw new MalformedBatchException(
                            "payload inflates to more than " + MAX_PLAIN_BYTES + " bytes");
                }
                if (length == plain.length) {
                    // A decompression bomb is let in by one byte.
                    plain = Arrays.copyOf(plain, Math.min(2 * length, MAX_PLAIN_BYTES + 1));
                }
                int count = inflater.inflate(plain, length, plain.length - length);
                if (count == 0 && !inflater.finished()) {
                    throw new MalformedBatchException("payload is damaged or cut after " + length + " bytes");
                }
                length += count;
            }
            if (inflater.getRemaining() > 0) {
                throw new MalformedBatchException(
                        inflater.getRemaining() + " bytes after the end of what was deflated");
            }
            return ByteBuffer.wrap(plain, 0, length);
        } catch (DataFormatException e) {
            throw new MalformedBatchException("payload is damaged: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static JournalRow row(ByteBuffer in, long seq) {
        var eventId = new UUID(in.getLong(), in.getLong());
        String type = new String(part(in, Short.toUnsignedInt(in.getShort()), MAX_TYPE_BYTES, seq), UTF_8);
        int version = in.getInt();
        byte[] metadata = part(in, in.getInt(), MAX_PART_BYTES, seq);
        byte[] body = part(in, in.getInt(), MAX_PART_BYTES, seq);
        return new JournalRow(seq, eventId, type, version, metadata, body);
    }

    private static byte[] part(ByteBuffer in, int length, int max, long seq) {
        if (length < 0 || length > max) {
            throw new MalformedBatchException(
                    "row " + seq + " has a part of " + length + " bytes, expected at most "
                            + max);
        }
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
