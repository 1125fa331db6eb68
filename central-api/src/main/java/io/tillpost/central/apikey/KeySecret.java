package io.tillpost.central.apikey;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// One secret of an API key as its owner has it: `tpkey_live_<id><secret>_<checksum>`. The prefix lets scanners find what
/// was leaked; the checksum (CRC-32 of all before it, in base 62) tells a mistyped or made-up key without a query. It is
/// no protection: anybody can compute it.
///
/// @param keyId the key it belongs to, [#ID_DIGITS] of base 62
public record KeySecret(Mode mode, String keyId, String value) {
    /// Length of a key's id.
    public static final int ID_DIGITS = 12;
    /// What every secret begins with.
    public static final String PREFIX = "tpkey_";
    /// 178 bits of randomness.
    private static final int SECRET_DIGITS = 30;
    private static final int CHECKSUM_DIGITS = 6;
    private static final Pattern SHAPE = Pattern.compile("(tpkey_(live|test)_([0-9A-Za-z]{" + ID_DIGITS
            + "})[0-9A-Za-z]{" + SECRET_DIGITS + "})_([0-9A-Za-z]{" + CHECKSUM_DIGITS + "})");

    /// What a key is for, as its secret shows to people and to scanners. Both work alike.
    public enum Mode {
        /// For daily work.
        LIVE("live"),
        /// For trying out.
        TEST("test");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        /// As it stands in secrets, in answers and in the table.
        public String text() {
            return text;
        }

        /// The mode of this text, if there is one.
        public static Optional<Mode> of(String text) {
            return text.equals(LIVE.text)
                    ? Optional.of(LIVE)
                    : text.equals(TEST.text) ? Optional.of(TEST) : Optional.empty();
        }
    }

    /// A new key's id.
    public static String newId(RandomGenerator random) {
        return Base62.random(random, ID_DIGITS);
    }

    /// A new secret of a key.
    public static KeySecret create(Mode mode, String keyId, RandomGenerator random) {
        String body = PREFIX + mode.text() + "_" + keyId + Base62.random(random, SECRET_DIGITS);
        return new KeySecret(mode, keyId, body + "_" + checksum(body));
    }

    /// Reads what a caller shows; absent if its form or its checksum is wrong.
    public static Optional<KeySecret> parse(String text) {
        var shape = SHAPE.matcher(text);
        if (!shape.matches() || !checksum(shape.group(1)).equals(shape.group(4))) {
            return Optional.empty();
        }
        return Mode.of(shape.group(2)).map(mode -> new KeySecret(mode, shape.group(3), text));
    }

    /// What is kept of it.
    public Hash hash() {
        return Sha256.of(value);
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return Base62.of(crc.getValue(), CHECKSUM_DIGITS);
    }

    /// Never the secret itself.
    @Override
    public String toString() {
        return "KeySecret[" + mode.text() + " key " + keyId + "]";
    }
}
