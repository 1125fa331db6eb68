package io.tillpost.edge.journal.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/// How a record lies in a segment, numbers big-endian: length of the rest after the checksum (u32), CRC32C of it (RFC 3720,
/// appendix B.4), seq (u64), event id, journal id, epoch (u64), version (u32), length of the type (u16), type (UTF-8), prev,
/// hash, and up to the end the sealed value.
final class MirrorFormat {
    /// At the beginning of every segment.
    static final byte[] MAGIC = "TPMIRR\0\1".getBytes(UTF_8);
    static final int HEAD_BYTES = 2 * Integer.BYTES;
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final int FIXED_BYTES = 2 * Long.BYTES + 2 * ID_BYTES + Integer.BYTES + Short.BYTES
            + 2 * Hash.LENGTH_BYTES;
    /// Twice a mebibyte of an event, its envelope and seal.
    private static final int LONGEST_BYTES = 3 << 20;

    private MirrorFormat() {}

    /// All records, one after another.
    static ByteBuffer encode(List<MirrorRow> rows) {
        int bytes = rows.stream().mapToInt(MirrorFormat::length).sum();
        var buffer = ByteBuffer.allocate(bytes);
        rows.forEach(row -> put(buffer, row));
        return buffer.flip();
    }

    private static int length(MirrorRow row) {
        return HEAD_BYTES + FIXED_BYTES + row.type().getBytes(UTF_8).length + row.sealed().length;
    }

    private static void put(ByteBuffer buffer, MirrorRow row) {
        byte[] type = row.type().getBytes(UTF_8);
        int start = buffer.position();
        buffer.position(start + HEAD_BYTES);
        buffer.putLong(row.seq());
        put(buffer, row.eventId());
        put(buffer, row.journal().journalId());
        buffer.putLong(row.journal().epoch())
                .putInt(row.version())
                .putShort((short) type.length)
                .put(type)
                .put(row.prev().toBytes())
                .put(row.hash().toBytes())
                .put(row.sealed());
        int length = buffer.position() - start - HEAD_BYTES;
        var crc = new CRC32C();
        crc.update(buffer.slice(start + HEAD_BYTES, length));
        buffer.putInt(start, length).putInt(start + Integer.BYTES, (int) crc.getValue());
    }

    /// How long the record is that begins here, as far as its head says; the head alone if that cannot be.
    ///
    /// @param from with a head at least
    static int bytesOf(ByteBuffer from) {
        int length = from.getInt(from.position());
        return isPossible(length) ? HEAD_BYTES + length : HEAD_BYTES;
    }

    private static boolean isPossible(int length) {
        return length >= FIXED_BYTES && length <= LONGEST_BYTES;
    }

    /// The next record; empty, with the position unmoved, where none is whole.
    static Optional<MirrorRow> next(ByteBuffer from) {
        int start = from.position();
        if (from.remaining() < HEAD_BYTES) {
            return Optional.empty();
        }
        int length = from.getInt(start);
        if (!isPossible(length) || length > from.remaining() - HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer record = from.slice(start + HEAD_BYTES, length);
        var crc = new CRC32C();
        crc.update(record.duplicate());
        if ((int) crc.getValue() != from.getInt(start + Integer.BYTES)) {
            return Optional.empty();
        }
        Optional<MirrorRow> row = row(record);
        if (row.isPresent()) {
            from.position(start + HEAD_BYTES + length);
        }
        return row;
    }

    private static Optional<MirrorRow> row(ByteBuffer record) {
        long seq = record.getLong();
        UUID event = id(record);
        UUID journal = id(record);
        long epoch = record.getLong();
        int version = record.getInt();
        int typeLength = Short.toUnsignedInt(record.getShort());
        if (seq < 1 || epoch < 1 || typeLength > record.remaining() - 2 * Hash.LENGTH_BYTES) {
            return Optional.empty();
        }
        String type = new String(bytes(record, typeLength), UTF_8);
        Hash prev = Hash.of(bytes(record, Hash.LENGTH_BYTES));
        Hash hash = Hash.of(bytes(record, Hash.LENGTH_BYTES));
        return Optional.of(new MirrorRow(new JournalKey(Lane.FIN, journal, epoch), seq, event, type, version,
                prev, hash, bytes(record, record.remaining())));
    }

    private static void put(ByteBuffer buffer, UUID id) {
        buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID id(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static byte[] bytes(ByteBuffer buffer, int length) {
        var bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
