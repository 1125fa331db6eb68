package io.tillpost.protocol.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeyedVaultTest {
    private static final byte[] PLAIN = "12.40 EUR".getBytes(UTF_8);
    private static final byte[] PLACE = "row 7".getBytes(UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final SecretKey first = key();
    private final SecretKey second = key();
    private final KeyedVault vault = new KeyedVault(Map.of(1, first), 1, random);

    @Test
    void whatWasSealedOpensInItsPlace() {
        assertArrayEquals(PLAIN, vault.open(vault.seal(PLAIN, PLACE), PLACE));
    }

    @Test
    void equalBytesAreNeverSealedAlike() {
        assertFalse(Arrays.equals(vault.seal(PLAIN, PLACE), vault.seal(PLAIN, PLACE)));
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] sealed = vault.seal(PLAIN, PLACE);
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertThrows(SealBrokenException.class, () -> vault.open(damaged, PLACE));
        }
    }

    @Test
    void anotherPlaceOpensNothing() {
        byte[] sealed = vault.seal(PLAIN, PLACE);
        assertThrows(SealBrokenException.class, () -> vault.open(sealed, "row 8".getBytes(UTF_8)));
    }

    @Test
    void anyCutIsNoticed() {
        byte[] sealed = vault.seal(PLAIN, PLACE);
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThrows(SealBrokenException.class, () -> vault.open(cut, PLACE));
        }
    }

    @Test
    void afterARotationTheNewKeySealsAndTheOldStillOpens() {
        byte[] before = vault.seal(PLAIN, PLACE);
        var rotated = new KeyedVault(Map.of(1, first, 2, second), 2, random);
        assertArrayEquals(PLAIN, rotated.open(before, PLACE));
        assertEquals(2, KeyedVault.keyOf(rotated.seal(PLAIN, PLACE)));
    }

    @Test
    void withoutItsKeyNothingOpensAndTheKeyIsNamed() {
        byte[] sealed = vault.seal(PLAIN, PLACE);
        var other = new KeyedVault(Map.of(2, second), 2, random);
        var broken = assertThrows(SealBrokenException.class, () -> other.open(sealed, PLACE));
        assertEquals("sealed with key 1, which is not here", broken.getMessage());
    }

    private SecretKey key() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }
}
