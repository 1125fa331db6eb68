package io.tillpost.protocol.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.protocol.journal.JournalRow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

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

    private BatchCodec() {}

    /// Deflates rows that follow each other.
    public static byte[] encode(List<JournalRow> rows) {
        var compressed = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(compressed))) {
            for (JournalRow row : rows) {
                out.writeLong(row.eventId().getMostSignificantBits());
                out.writeLong(row.eventId().getLeastSignificantBits());
                byte[] type = row.type().getBytes(UTF_8);
                out.writeShort(type.length);
                out.write(type);
                out.writeInt(row.version());
                out.writeInt(row.metadata().length);
                out.write(row.metadata());
                out.writeInt(row.body().length);
                out.write(row.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return compressed.toByteArray();
    }

    /// The rows of a payload, numbered from `header.from()`. Throws [MalformedBatchException] unless there are exactly
    /// `header.count()` rows within the limits and nothing after them.
    public static List<JournalRow> decode(BatchHeader header, byte[] payload) {
        var rows = new ArrayList<JournalRow>(Math.min(header.count(), 1_000));
        try (var in = new DataInputStream(new Bounded(payload))) {
            for (int i = 0; i < header.count(); i++) {
                rows.add(row(in, header.from() + i));
            }
            if (in.read() != -1) {
                throw new MalformedBatchException("bytes after row " + header.to());
            }
        } catch (EOFException e) {
            throw new MalformedBatchException("payload ends after " + rows.size() + " rows, expected "
                    + header.count(), e);
        } catch (IOException e) {
            throw new MalformedBatchException("payload is damaged after " + rows.size() + " rows", e);
        }
        return rows;
    }

    private static JournalRow row(DataInputStream in, long seq) throws IOException {
        var eventId = new UUID(in.readLong(), in.readLong());
        String type = new String(part(in, in.readUnsignedShort(), MAX_TYPE_BYTES, seq), UTF_8);
        int version = in.readInt();
        byte[] metadata = part(in, in.readInt(), MAX_PART_BYTES, seq);
        byte[] body = part(in, in.readInt(), MAX_PART_BYTES, seq);
        return new JournalRow(seq, eventId, type, version, metadata, body);
    }

    private static byte[] part(DataInputStream in, int length, int max, long seq) throws IOException {
        if (length < 0 || length > max) {
            throw new MalformedBatchException(
                    "row " + seq + " has a part of " + length + " bytes, expected at most "
                            + max);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    /// Stops a decompression bomb.
    private static final class Bounded extends InflaterInputStream {
        private int left = MAX_PLAIN_BYTES;

        Bounded(byte[] payload) {
            super(new ByteArrayInputStream(payload));
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            left -= Math.max(count, 0);
            if (left < 0) {
                throw new MalformedBatchException(
                        "payload inflates to more than " + MAX_PLAIN_BYTES + " bytes");
            }
            return count;
        }
    }
}
