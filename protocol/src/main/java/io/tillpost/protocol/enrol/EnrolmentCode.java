package io.tillpost.protocol.enrol;

import io.tillpost.protocol.journal.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/// What a person types into a new box, once: a secret of 80 bits, which head office takes one time within 15 minutes,
/// and 128 bits of the SHA-256 of head office's authority certificate, by which the box knows head office before it
/// trusts anything. Written in Crockford's base 32 (no I, L, O, U; case and hyphens do not matter) in groups of five.
public final class EnrolmentCode {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    /// Random bytes of the secret.
    public static final int SECRET_BYTES = 10;
    private static final int AUTHORITY_BYTES = 16;
    private static final byte VERSION = 1;
    private static final int CHECK_BYTES = 3;
    private static final int ALL_BYTES = 1 + SECRET_BYTES + AUTHORITY_BYTES + CHECK_BYTES;
    private static final int BITS_PER_CHAR = 5;
    private static final int CHARS = ALL_BYTES * Byte.SIZE / BITS_PER_CHAR;
    private static final int GROUP_CHARS = 6;

    private final byte[] secret;
    private final byte[] authority;

    private EnrolmentCode(byte[] secret, byte[] authority) {
        this.secret = secret;
        this.authority = authority;
    }

    /// A code with this secret, for the authority whose DER-encoded certificate has this SHA-256.
    public static EnrolmentCode of(byte[] secret, Hash authority) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret of " + secret.length + " bytes, expected " + SECRET_BYTES);
        }
        return new EnrolmentCode(secret.clone(), Arrays.copyOf(authority.toBytes(), AUTHORITY_BYTES));
    }

    /// Reads what a person typed. Throws [IllegalArgumentException], which does not quote it, when it is no code or
    /// mistyped.
    public static EnrolmentCode parse(String typed) {
        String plain = typed.replaceAll("[\\s-]", "")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        if (plain.length() != CHARS) {
            throw new IllegalArgumentException("enrolment code of " + plain.length()
                    + " characters without hyphens, expected " + CHARS);
        }
        byte[] bytes = decoded(plain);
        byte[] body = Arrays.copyOf(bytes, ALL_BYTES - CHECK_BYTES);
        if (!MessageDigest.isEqual(check(body), Arrays.copyOfRange(bytes, body.length, ALL_BYTES))) {
            throw new IllegalArgumentException(
                    "the enrolment code is mistyped: its check characters do not fit");
        }
        if (body[0] != VERSION) {
            throw new IllegalArgumentException(
                    "enrolment code of version " + body[0] + ", expected " + VERSION);
        }
        return new EnrolmentCode(Arrays.copyOfRange(body, 1, 1 + SECRET_BYTES),
                Arrays.copyOfRange(body, 1 + SECRET_BYTES, body.length));
    }

    /// The secret; head office keeps its SHA-256 alone.
    public byte[] secret() {
        return secret.clone();
    }

    /// Whether a certificate with this SHA-256 (of its DER encoding) is head office's authority.
    public boolean isFor(Hash certificate) {
        return MessageDigest.isEqual(authority, Arrays.copyOf(certificate.toBytes(), AUTHORITY_BYTES));
    }

    /// As it is shown to a person and parsed again.
    public String text() {
        byte[] body = ByteBuffer.allocate(ALL_BYTES - CHECK_BYTES).put(VERSION).put(secret).put(authority)
                .array();
        byte[] all = ByteBuffer.allocate(ALL_BYTES).put(body).put(check(body)).array();
        var text = new StringBuilder();
        for (int i = 0; i < CHARS; i++) {
            if (i > 0 && i % GROUP_CHARS == 0) {
                text.append('-');
            }
            text.append(ALPHABET.charAt(bits(all, i * BITS_PER_CHAR)));
        }
        return text.toString();
    }

    /// Never the code itself.
    @Override
    public String toString() {
        return "EnrolmentCode[hidden]";
    }

    private static byte[] check(byte[] body) {
        var crc = new CRC32();
        crc.update(body);
        return Arrays.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array(),
                CHECK_BYTES);
    }

    /// The five bits that begin at bit `from`.
    private static int bits(byte[] bytes, int from) {
        int value = 0;
        for (int bit = from; bit < from + BITS_PER_CHAR; bit++) {
            int place = Byte.SIZE - 1 - bit % Byte.SIZE;
            value = (value << 1) | ((bytes[bit / Byte.SIZE] >> place) & 1);
        }
        return value;
    }

    private static byte[] decoded(String text) {
        byte[] bytes = new byte[ALL_BYTES];
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                throw new IllegalArgumentException(
                        "the enrolment code's character " + (i + 1) + " is none of " + ALPHABET);
            }
            for (int j = 0; j < BITS_PER_CHAR; j++) {
                int bit = i * BITS_PER_CHAR + j;
                int place = Byte.SIZE - 1 - bit % Byte.SIZE;
                bytes[bit / Byte.SIZE] |= (byte) (((value >> (BITS_PER_CHAR - 1 - j)) & 1) << place);
            }
        }
        return bytes;
    }
}
