package io.tillpost.protocol.enrol;

/// A box asks for its first certificate.
///
/// @param code as typed, see [EnrolmentCode]
/// @param csr PKCS #10 (RFC 2986) with the box's new P-256 key, DER in base 64; its subject is not looked at
public record EnrolmentRequest(String code, String csr) {
    /// Without the code.
    @Override
    public String toString() {
        return "EnrolmentRequest[hidden]";
    }
}
