package io.tillpost.protocol.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsRulesTest {
    @Test
    void everyCipherForgetsItsKeysAndAuthenticatesWhatItEncrypts() {
        for (String suite : TlsRules.CIPHER_SUITES) {
            assertTrue(
                    suite.matches(
                            "TLS_(ECDHE_(ECDSA|RSA)_WITH_)?(AES_(128|256)_GCM|CHACHA20_POLY1305)_SHA.*"),
                    suite);
        }
        assertFalse(TlsRules.CIPHER_SUITES.contains("TLS_RSA_WITH_AES_256_GCM_SHA384"));
    }

    @Test
    void thisMachineSpeaksAllOfThem() throws Exception {
        var supported = SSLContext.getDefault().getSupportedSSLParameters();

        assertTrue(List.of(supported.getCipherSuites()).containsAll(TlsRules.CIPHER_SUITES));
        assertTrue(List.of(supported.getProtocols()).containsAll(TlsRules.PROTOCOLS));
    }

    @Test
    void aServerInsistsOnItsOwnOrderAndAsksForNoCertificate() {
        var server = TlsRules.ofServer();

        assertArrayEquals(new String[]{"TLSv1.3", "TLSv1.2"}, server.getProtocols());
        assertEquals(TlsRules.CIPHER_SUITES, List.of(server.getCipherSuites()));
        assertTrue(server.getUseCipherSuitesOrder());
        assertFalse(server.getWantClientAuth() || server.getNeedClientAuth());
    }
}
