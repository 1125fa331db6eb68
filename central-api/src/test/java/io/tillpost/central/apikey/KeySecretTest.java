package io.tillpost.central.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.apikey.KeySecret.Mode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The form of secrets, and what proves a key.
class KeySecretTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final KeySecret SECRET = KeySecret.create(Mode.LIVE, "0123456789Ab", new Random(7));

    @Test
    void aSecretIsPrefixIdRandomAndChecksum() {
        assertTrue(SECRET.value().matches("tpkey_live_0123456789Ab[0-9A-Za-z]{30}_[0-9A-Za-z]{6}"));
        assertEquals(Optional.of(SECRET), KeySecret.parse(SECRET.value()));
        var test = KeySecret.create(Mode.TEST, KeySecret.newId(new Random(8)), new Random(9));
        assertTrue(test.value().startsWith("tpkey_test_"));
        assertEquals(Optional.of(test), KeySecret.parse(test.value()));
    }

    @Test
    void theChecksumIsTheStandardOneInBaseSixtyTwo() {
        // CRC-32 of "123456789" is 0xCBF43926 (the standard's check value) = 3421780262.
        assertEquals("3jZRME", Base62.of(0xCBF43926L, 6));
        assertEquals("000000", Base62.of(0, 6));
        assertEquals("4gfFC3", Base62.of(0xFFFFFFFFL, 6));
    }

    @Test
    void anyOneWrongCharacterIsFoundWithoutAQuery() {
        String text = SECRET.value();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            String wrong = text.substring(0, i) + other + text.substring(i + 1);
            assertEquals(Optional.empty(), KeySecret.parse(wrong), "at " + i);
        }
        assertEquals(Optional.empty(), KeySecret.parse(text + "0"));
        assertEquals(Optional.empty(), KeySecret.parse(text.substring(1)));
        assertEquals(Optional.empty(), KeySecret.parse(""));
    }

    @Test
    void neitherSecretNorKeyPrintsIt() {
        assertFalse(SECRET.toString().contains(SECRET.value()));
        assertEquals("KeySecret[live key 0123456789Ab]", SECRET.toString());
    }

    private static ApiKey key(Mode mode, @Nullable Instant expiresAt, @Nullable Instant secretEnds) {
        return new ApiKey("acme", "0123456789Ab", mode, "till export", Set.of("audit:read"), null, NOW, "erp",
                expiresAt, null, null, List.of(new ApiKey.Kept(SECRET.hash(), NOW, secretEnds)));
    }

    @Test
    void aSecretProvesItsKeyUntilItEnds() {
        assertTrue(key(Mode.LIVE, null, null).isProvedBy(SECRET, NOW));
        assertTrue(key(Mode.LIVE, null, NOW.plusSeconds(1)).isProvedBy(SECRET, NOW));
        assertFalse(key(Mode.LIVE, null, NOW).isProvedBy(SECRET, NOW));
        assertFalse(key(Mode.TEST, null, null).isProvedBy(SECRET, NOW));
        assertFalse(key(Mode.LIVE, null, null)
                .isProvedBy(KeySecret.create(Mode.LIVE, "0123456789Ab", new Random(11)), NOW));
    }

    @Test
    void aKeyIsGoodUntilItExpires() {
        assertTrue(key(Mode.LIVE, null, null).isGood(NOW));
        assertTrue(key(Mode.LIVE, NOW.plusSeconds(1), null).isGood(NOW));
        assertFalse(key(Mode.LIVE, NOW, null).isGood(NOW));
        assertEquals("expired", key(Mode.LIVE, NOW, null).state(NOW));
    }
}
