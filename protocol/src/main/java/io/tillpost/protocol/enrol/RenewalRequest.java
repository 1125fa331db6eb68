package io.tillpost.protocol.enrol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A box asks for its next certificate and proves itself with the key of its last one, be that expired or not. The proof
/// is in the request and not in TLS, so it passes proxies and outlives an expiry.
///
/// @param csr PKCS #10 with the same key or a new one, DER in base 64
/// @param certificate the last certificate, DER in base 64
/// @param signedAt by the box's clock, whole seconds
/// @param signature by the last certificate's key over [#signedBytes], ECDSA with SHA-256 as DER, in base 64
public record RenewalRequest(String csr, String certificate, Instant signedAt, String signature) {
    private static final byte[] PURPOSE = "tillpost/renewal/1\0".getBytes(StandardCharsets.US_ASCII);

    /// What is signed: the purpose, `signedAt` in seconds (u64be), then CSR and certificate (DER), each behind its length
    /// (u32be).
    public static byte[] signedBytes(byte[] csr, byte[] certificate, Instant signedAt) {
        return ByteBuffer
                .allocate(PURPOSE.length + Long.BYTES + 2 * Integer.BYTES + csr.length + certificate.length)
                .put(PURPOSE)
                .putLong(signedAt.getEpochSecond())
                .putInt(csr.length)
                .put(csr)
                .putInt(certificate.length)
                .put(certificate)
                .array();
    }
}
