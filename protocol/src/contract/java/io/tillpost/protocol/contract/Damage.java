package io.tillpost.protocol.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// What can happen to a batch's payload on its way.
public final class Damage {
    private Damage() {}

    /// Turns one bit over; false where that bit said nothing: what is left of the byte in which the last deflated block
    /// ends (RFC 1951, 3.2.3).
    public static boolean flip(byte[] payload, int bit) {
        byte[] sent = inflated(payload);
        payload[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return !Arrays.equals(sent, inflated(payload));
    }

    private static byte @Nullable [] inflated(byte[] payload) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(payload))) {
            return in.readAllBytes();
        } catch (IOException _) {
            return null;
        }
    }
}
