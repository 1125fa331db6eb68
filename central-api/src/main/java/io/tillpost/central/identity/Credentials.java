package io.tillpost.central.identity;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/// By what a client tries to prove who it is.
public sealed interface Credentials {
    /// A password, by HTTP Basic or in the form.
    record Password(String clientId, ClientSecret secret, boolean inHeader) implements Credentials {}

    /// An assertion (RFC 7523, 2.2).
    ///
    /// @param clientId who the form says it is; absent: the assertion alone says it
    record Assertion(@Nullable String clientId, String jwt) implements Credentials {
        /// Without the assertion.
        @Override
        public String toString() {
            return "Assertion[hidden]";
        }
    }

    /// The certificate that it proved to hold in the TLS handshake (RFC 8705).
    ///
    /// @param peer absent: it only names itself
    /// @param isOfAnAuthority whether a configured authority has issued it, so that its name counts
    record Certificate(String clientId, @Nullable X509Certificate peer, boolean isOfAnAuthority)
            implements
                Credentials {}
}
