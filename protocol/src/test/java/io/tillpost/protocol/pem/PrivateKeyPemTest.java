package io.tillpost.protocol.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyPemTest {
    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void aKeyIsReadAndFitsItsOwnPublicKeyAlone(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        KeyPair other = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        var read = PrivateKeyPem.parse("a line before\n" + pem(pair) + "a line behind\n");
        assertEquals(pair.getPrivate(), read);
        assertTrue(PrivateKeyPem.isPair(read, pair.getPublic()));
        assertFalse(PrivateKeyPem.isPair(read, other.getPublic()));
    }

    @Test
    void keysOfDifferentKindsAreNoPair() throws Exception {
        var curve = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var prime = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertFalse(PrivateKeyPem.isPair(curve.getPrivate(), prime.getPublic()));
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingQuoted() throws Exception {
        String whole = pem(KeyPairGenerator.getInstance("EC").generateKeyPair());
        String secret = whole.lines().skip(1).findFirst().orElseThrow();
        for (String damaged : new String[]{"", "garbage", whole.replace("PRIVATE", "PUBLIC"),
            whole.replace(secret, secret.substring(3)), whole.replace(secret, "A"),
            whole.replace(secret, "AAAA"), "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----"}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> PrivateKeyPem.parse(damaged),
                    damaged);
            assertTrue(String.valueOf(refused.getMessage()).startsWith("holds "), refused.getMessage());
            assertFalse(String.valueOf(refused.getMessage()).contains(secret.substring(3, 20)));
        }
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
