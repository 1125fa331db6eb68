package io.tillpost.edge.enrolment;

import java.io.ByteArrayOutputStream;

/// A PKCS #10 request (RFC 2986, section 4) of one shape: empty subject, a P-256 key, no attributes, signed with
/// ecdsa-with-SHA256 (RFC 5758, section 3.2). Head office names the box; the request proves who holds the key.
final class CertificateRequest {
    private static final int SEQUENCE = 0x30;
    private static final int BIT_STRING = 0x03;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] NO_NAME = {0x30, 0x00};
    private static final byte[] NO_ATTRIBUTES = {(byte) 0xA0, 0x00};
    /// SEQUENCE { OBJECT IDENTIFIER 1.2.840.10045.4.3.2 }
    private static final byte[] ECDSA_WITH_SHA256 = {0x30, 0x0A, 0x06, 0x08, 0x2A, (byte) 0x86, 0x48,
        (byte) 0xCE, 0x3D, 0x04, 0x03, 0x02};
    private static final int SHORT_LENGTH_MAX = 0x7F;
    private static final int ONE_BYTE_MAX = 0xFF;
    private static final int LENGTH_IN_ONE_BYTE = 0x81;
    private static final int LENGTH_IN_TWO_BYTES = 0x82;

    private CertificateRequest() {}

    /// The DER of a request for this key.
    static byte[] of(DeviceKey key) {
        byte[] info = wrapped(SEQUENCE, VERSION_0, NO_NAME, key.open().getEncoded(), NO_ATTRIBUTES);
        byte[] noUnusedBits = {0};
        return wrapped(SEQUENCE, info, ECDSA_WITH_SHA256, wrapped(BIT_STRING, noUnusedBits, key.sign(info)));
    }

    /// Tag, length and contents (X.690, section 8.1).
    private static byte[] wrapped(int tag, byte[]... parts) {
        var contents = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            contents.writeBytes(part);
        }
        int length = contents.size();
        var all = new ByteArrayOutputStream();
        all.write(tag);
        if (length > ONE_BYTE_MAX) {
            all.write(LENGTH_IN_TWO_BYTES);
            all.write(length >> Byte.SIZE);
        } else if (length > SHORT_LENGTH_MAX) {
            all.write(LENGTH_IN_ONE_BYTE);
        }
        all.write(length);
        all.writeBytes(contents.toByteArray());
        return all.toByteArray();
    }
}
