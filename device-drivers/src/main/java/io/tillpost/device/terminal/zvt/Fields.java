package io.tillpost.device.terminal.zvt;

import io.tillpost.protocol.card.MaskedPan;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bitmap fields of one message. A card number is masked and tracks are dropped before anything else can see them.
final class Fields {
    private static final int PAN_DIGITS_MIN = 8;
    private static final int PAN_DIGITS_MAX = 19;

    private final Map<Integer, byte[]> values = new HashMap<>();
    private List<Tlv.DataObject> container = List.of();
    private @Nullable MaskedPan pan;

    private Fields() {}

    /// Reads fields from `start` to the end. A bitmap that no table knows ends the reading, because its length is not
    /// known either: later revisions append fields. A field that is cut short is refused.
    static Fields parse(byte[] data, int start) {
        var fields = new Fields();
        int at = start;
        while (at < data.length) {
            int bitmap = data[at++] & 0xFF;
            Integer kind = Bitmaps.length(bitmap);
            if (kind == null) {
                break;
            }
            int head = headLength(kind, data, at);
            int length = length(kind, data, at, bitmap);
            if (at + head + length > data.length) {
                throw new IllegalArgumentException(
                        String.format("bitmap %02X says %d bytes, got %d", bitmap, length,
                                data.length - at - head));
            }
            fields.put(bitmap, Arrays.copyOfRange(data, at + head, at + head + length));
            at += head + length;
        }
        return fields;
    }

    private static int headLength(int kind, byte[] data, int at) {
        return switch (kind) {
            case Bitmaps.LLVAR -> 2;
            case Bitmaps.LLLVAR -> 3;
            case Bitmaps.BER -> Tlv.lengthFieldBytes(data, at);
            default -> 0;
        };
    }

    private static int length(int kind, byte[] data, int at, int bitmap) {
        return switch (kind) {
            case Bitmaps.LLVAR -> countedLength(data, at, 2, bitmap);
            case Bitmaps.LLLVAR -> countedLength(data, at, 3, bitmap);
            case Bitmaps.BER -> Tlv.container(data, at).length;
            default -> kind;
        };
    }

    /// `Fx Fy [Fz]`: one decimal digit in the low half of each byte (PA00P016, 5.2.8).
    static int countedLength(byte[] data, int at, int digits, int bitmap) {
        int length = 0;
        for (int i = at; i < at + digits; i++) {
            if (i >= data.length || (data[i] & 0xF0) != 0xF0 || (data[i] & 0x0F) > 9) {
                throw new IllegalArgumentException(
                        String.format("bitmap %02X without a length of %d bytes F0 to F9", bitmap, digits));
            }
            length = length * 10 + (data[i] & 0x0F);
        }
        return length;
    }

    private void put(int bitmap, byte[] value) {
        if (bitmap == Bitmaps.PAN) {
            pan = masked(value);
        } else if (bitmap == Bitmaps.TLV) {
            container = Tlv.parse(value);
        } else if (!Bitmaps.isDropped(bitmap)) {
            values.putIfAbsent(bitmap, value);
        }
    }

    /// Digits that the terminal masked come as `E`; `D` ends the number. What is no card number is not kept.
    private static @Nullable MaskedPan masked(byte[] packed) {
        String digits = Bcd.digits(packed);
        int end = digits.indexOf('D');
        String number = (end < 0 ? digits : digits.substring(0, end)).replace('E', '*');
        boolean plausible = number.length() >= PAN_DIGITS_MIN && number.length() <= PAN_DIGITS_MAX;
        return plausible ? MaskedPan.mask(number) : null;
    }

    Optional<byte[]> bytes(int bitmap) {
        return Optional.ofNullable(values.get(bitmap));
    }

    /// The unsigned number in the last byte of a field.
    Optional<Integer> one(int bitmap) {
        return bytes(bitmap).map(value -> value[value.length - 1] & 0xFF);
    }

    Optional<Long> number(int bitmap) {
        return bytes(bitmap).map(Bcd::number);
    }

    Optional<String> text(int bitmap) {
        return bytes(bitmap).map(Cp437::text).filter(text -> !text.isEmpty());
    }

    @Nullable
    MaskedPan pan() {
        return pan;
    }

    Optional<byte[]> tag(int tag) {
        return Tlv.find(container, tag);
    }

    List<Tlv.DataObject> container() {
        return container;
    }
}
