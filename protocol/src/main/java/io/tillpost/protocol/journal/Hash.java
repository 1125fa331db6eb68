package io.tillpost.protocol.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256 value: 32 bytes, compared by content, written as 64 lower-case hex digits.
public final class Hash {
    /// Length of a SHA-256 value.
    public static final int LENGTH_BYTES = 32;

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "hash of " + bytes.length + " bytes, expected " + LENGTH_BYTES);
        }
        this.bytes = bytes;
    }

    /// A copy of these 32 bytes.
    public static Hash of(byte[] bytes) {
        return new Hash(bytes.clone());
    }

    /// Reads 64 hex digits.
    @JsonCreator
    public static Hash parse(String hex) {
        return new Hash(HexFormat.of().parseHex(hex));
    }

    /// A copy of the 32 bytes.
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @JsonValue
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
