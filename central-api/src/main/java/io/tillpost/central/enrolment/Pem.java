package io.tillpost.central.enrolment;

import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Text form of certificates, lists and keys (RFC 7468).
public final class Pem {
    private static final int LINE_CHARS = 64;

    private Pem() {}

    /// Certificates, in this order.
    public static String ofCertificates(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> of("CERTIFICATE", Certificates.der(certificate)))
                .collect(Collectors.joining());
    }

    /// Anything under this label.
    public static String of(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(LINE_CHARS, new byte[]{'\n'}).encodeToString(der) + "\n-----END "
                + label + "-----\n";
    }
}
