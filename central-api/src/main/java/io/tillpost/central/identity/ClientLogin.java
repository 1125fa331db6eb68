package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// How a client proves who it is. It uses this one way; any other is refused.
public sealed interface ClientLogin {
    /// The name of the method in the registry of RFC 8414, e.g. `private_key_jwt`.
    String method();

    /// A password (RFC 6749, 2.3.1), of which two are good while a client changes over.
    ///
    /// @param inHeader HTTP Basic; else in the form
    /// @param previous the one before; good until the next rotation
    record Secret(boolean inHeader, Hash current, @Nullable Hash previous) implements ClientLogin {
        /// HTTP Basic.
        public static final String BASIC = "client_secret_basic";
        /// In the form.
        public static final String POST = "client_secret_post";

        @Override
        public String method() {
            return inHeader ? BASIC : POST;
        }

        /// Whether this is one of the two.
        boolean accepts(ClientSecret secret) {
            return secret.matches(current) || (previous != null && secret.matches(previous));
        }

        /// With a new secret; the current one stays good beside it.
        public Secret rotated(Hash next) {
            return new Secret(inHeader, next, current);
        }

        /// With a new secret in place of the current one, which nobody got to know; the one before stays good.
        public Secret withLostReplaced(Hash next) {
            return new Secret(inHeader, next, previous);
        }
    }

    /// An assertion signed with a private key that never leaves the client (RFC 7523, 2.2).
    record SignedAssertion(ClientKeys keys) implements ClientLogin {
        /// Its name.
        public static final String METHOD = "private_key_jwt";

        @Override
        public String method() {
            return METHOD;
        }
    }

    /// A certificate of one of the configured authorities with this subject (RFC 8705, 2.1).
    ///
    /// @param subject RFC 4514, e.g. `CN=erp,O=Acme`; compared as a name, not as a text
    record CertificateSubject(String subject) implements ClientLogin {
        /// Its name.
        public static final String METHOD = "tls_client_auth";

        public CertificateSubject {
            try {
                if (new X500Principal(subject).getName().isEmpty()) {
                    throw new IllegalArgumentException("it is empty");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "certificate subject '" + subject + "', expected a name like CN=erp,O=Acme", e);
            }
        }

        @Override
        public String method() {
            return METHOD;
        }

        X500Principal name() {
            return new X500Principal(subject);
        }
    }

    /// One of these very certificates (RFC 8705, 2.2).
    ///
    /// @param sha256 of the DER; two while a client changes over
    record PinnedCertificates(Set<Hash> sha256) implements ClientLogin {
        /// Its name.
        public static final String METHOD = "self_signed_tls_client_auth";
        private static final int MOST = 4;

        public PinnedCertificates {
            sha256 = Set.copyOf(sha256);
            if (sha256.isEmpty() || sha256.size() > MOST) {
                throw new IllegalArgumentException(
                        sha256.size() + " certificates, expected 1 to " + MOST);
            }
        }

        @Override
        public String method() {
            return METHOD;
        }
    }
}
