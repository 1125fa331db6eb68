package io.tillpost.protocol.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedVaultTest {
    private static final byte[] PLAIN = "12.40 EUR".getBytes(UTF_8);
    private static final byte[] PLACE = "row 7".getBytes(UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final SecretKey first = key();
    private final SecretKey second = key();
    private final KeyedVault aes = new KeyedVault(Map.of(1, first), 1, SealSuite.AES_256_GCM, random);
    private final KeyedVault chaCha = new KeyedVault(Map.of(1, first), 1, SealSuite.CHACHA20_POLY1305,
            random);
    private final List<KeyedVault> each = List.of(aes, chaCha);

    @Test
    void whatWasSealedOpensInItsPlaceAgainAndAgain() {
        for (KeyedVault vault : each) {
            byte[] sealed = vault.seal(PLAIN, PLACE);
            assertArrayEquals(PLAIN, vault.open(sealed, PLACE));
            assertArrayEquals(PLAIN, vault.open(sealed, PLACE));
        }
    }

    @Test
    void equalBytesAreNeverSealedAlike() {
        for (KeyedVault vault : each) {
            assertFalse(Arrays.equals(vault.seal(PLAIN, PLACE), vault.seal(PLAIN, PLACE)));
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        for (KeyedVault vault : each) {
            byte[] sealed = vault.seal(PLAIN, PLACE);
            for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
                byte[] damaged = sealed.clone();
                damaged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
                assertThrows(SealBrokenException.class, () -> vault.open(damaged, PLACE));
            }
        }
    }

    @Test
    void anotherPlaceOpensNothing() {
        for (KeyedVault vault : each) {
            byte[] sealed = vault.seal(PLAIN, PLACE);
            assertThrows(SealBrokenException.class, () -> vault.open(sealed, "row 8".getBytes(UTF_8)));
        }
    }

    @Test
    void anyCutIsNoticed() {
        for (KeyedVault vault : each) {
            byte[] sealed = vault.seal(PLAIN, PLACE);
            for (int length = 0; length < sealed.length; length++) {
                byte[] cut = Arrays.copyOf(sealed, length);
                assertThrows(SealBrokenException.class, () -> vault.open(cut, PLACE));
            }
        }
    }

    @Test
    void eachSuiteOpensWhatTheOtherSealed() {
        assertArrayEquals(PLAIN, chaCha.open(aes.seal(PLAIN, PLACE), PLACE));
        assertArrayEquals(PLAIN, aes.open(chaCha.seal(PLAIN, PLACE), PLACE));
    }

    @Test
    void aSuiteThatNobodyKnowsIsNothingSealedHere() {
        byte[] sealed = chaCha.seal(PLAIN, PLACE);
        sealed[0] = 3;
        var broken = assertThrows(SealBrokenException.class, () -> KeyedVault.keyOf(sealed));
        assertEquals("42 bytes are nothing that was sealed here", broken.getMessage());
    }

    /// Both made by Node's crypto as docs/reference/encryption.md says, of data key 7 with the bytes 0 to 31.
    @ParameterizedTest
    @ValueSource(strings = {
        "0100000007000102030405060708090a0b7630f82ff5c5874edfaf42080e3078b605268084f83c5a0415",
        "0200000007000102030405060708090a0b4d11bb86d218dd58432d641e489799de68ea328ac3e93affd1"})
    void whatAnotherLanguageSealedOpens(String sealed) {
        var key = HexFormat.of()
                .parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
        var there = new KeyedVault(Map.of(7, new SecretKeySpec(key, "AES")), 7, random);
        assertArrayEquals(PLAIN, there.open(HexFormat.of().parseHex(sealed), PLACE));
    }

    @Test
    void afterARotationTheNewKeySealsAndTheOldStillOpens() {
        byte[] before = aes.seal(PLAIN, PLACE);
        var rotated = new KeyedVault(Map.of(1, first, 2, second), 2, random);
        assertArrayEquals(PLAIN, rotated.open(before, PLACE));
        assertEquals(2, KeyedVault.keyOf(rotated.seal(PLAIN, PLACE)));
    }

    @Test
    void withoutItsKeyNothingOpensAndTheKeyIsNamed() {
        byte[] sealed = aes.seal(PLAIN, PLACE);
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
