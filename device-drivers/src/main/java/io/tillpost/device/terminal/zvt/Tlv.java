package io.tillpost.device.terminal.zvt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Data objects of a TLV container (PA00P015, 9.3). Objects with card numbers and tracks are dropped while reading.
final class Tlv {
    static final int TEXT_LINE = 0x07;
    static final int LINE_ATTRIBUTE = 0x09;
    static final int DISPLAY_TEXTS = 0x24;
    static final int PRINT_TEXTS = 0x25;
    static final int PAYMENT_TYPE = 0x2F;
    static final int CARD_TYPE = 0x41;
    static final int CARDHOLDER_AUTHENTICATION = 0x1F10;
    static final int ONLINE_FLAG = 0x1F11;
    static final int CARD_TECHNOLOGY = 0x1F12;
    static final int EXTENDED_ERROR_TEXT = 0x1F17;
    static final int LONG_TRACE = 0x1F2B;
    static final int TIP = 0x1F36;

    /// Tracks 1 to 3 and a card number for matching (PA00P015, 9.4.2).
    private static final Set<Integer> DROPPED = Set.of(0x1F08, 0x1F09, 0x1F0A, 0x1F1A);
    private static final int CONSTRUCTED = 0x20;
    private static final int MORE_TAG_BYTES = 0x1F;
    private static final int DEPTH_MAX = 8;

    /// One data object; `children` is empty unless the tag says that it is constructed.
    record DataObject(int tag, byte[] value, List<DataObject> children) {
        DataObject {
            children = List.copyOf(children);
        }
    }

    private final byte[] bytes;
    private int at;

    private Tlv(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Reads all objects of a container; refuses one that is cut short.
    static List<DataObject> parse(byte[] container) {
        return new Tlv(container).objects(0);
    }

    /// Length of a BER length field and its value together, from `at`; used to cut the container out of a message.
    static byte[] container(byte[] data, int at) {
        var reader = new Tlv(data);
        reader.at = at;
        int length = reader.length();
        return reader.take(length);
    }

    /// Bytes that the BER length field at this place takes.
    static int lengthFieldBytes(byte[] data, int at) {
        var reader = new Tlv(data);
        reader.at = at;
        var _ = reader.length();
        return reader.at - at;
    }

    /// The first object with this tag, searched depth first.
    static Optional<byte[]> find(List<DataObject> objects, int tag) {
        for (DataObject object : objects) {
            if (object.tag() == tag) {
                return Optional.of(object.value());
            }
            Optional<byte[]> inside = find(object.children(), tag);
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    private List<DataObject> objects(int depth) {
        var objects = new ArrayList<DataObject>();
        while (at < bytes.length) {
            boolean constructed = (bytes[at] & CONSTRUCTED) != 0;
            int tag = tag();
            byte[] value = take(length());
            if (!DROPPED.contains(tag)) {
                List<DataObject> children = constructed && depth < DEPTH_MAX
                        ? new Tlv(value).objects(depth + 1)
                        : List.of();
                objects.add(new DataObject(tag, value, children));
            }
        }
        return objects;
    }

    private int tag() {
        int first = one();
        int tag = first;
        if ((first & MORE_TAG_BYTES) == MORE_TAG_BYTES) {
            int next;
            do {
                next = one();
                tag = (tag << 8) | next;
            } while ((next & 0x80) != 0);
        }
        return tag;
    }

    private int length() {
        int first = one();
        return switch (first) {
            case 0x81 -> one();
            case 0x82 -> (one() << 8) | one();
            default -> {
                if (first > 0x7F) {
                    throw new IllegalArgumentException(
                            "TLV length byte " + first + ", expected 0 to 127, 81 or 82");
                }
                yield first;
            }
        };
    }

    private int one() {
        return take(1)[0] & 0xFF;
    }

    private byte[] take(int count) {
        if (at + count > bytes.length) {
            throw new IllegalArgumentException(
                    "TLV container says " + count + " bytes at " + at + ", got " + (bytes.length - at));
        }
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }
}
