package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    /// @param rotatedAt when the current one was made by a rotation; absent if it is the first, or that is not known
    record Secret(boolean inHeader, Hash current, @Nullable Hash previous, @Nullable Instant rotatedAt)
            implements
                ClientLogin {
        /// HTTP Basic.
        public static final String BASIC = "client_secret_basic";
        /// In the form.
        public static final String POST = "client_secret_post";

        /// Of a client that was never rotated.
        public Secret(boolean inHeader, Hash first) {
            this(inHeader, first, null, null);
        }

        @Override
        public String method() {
            return inHeader ? BASIC : POST;
        }

        /// Whether this is one of the two.
        boolean accepts(ClientSecret secret) {
            return secret.matches(current) || (previous != null && secret.matches(previous));
        }

        /// How many are good.
        public int count() {
            return previous == null ? 1 : 2;
        }

        /// With a new secret; the current one stays good beside it.
        public Secret rotated(Hash next, Instant now) {
            return new Secret(inHeader, next, current, now);
        }

        /// With a new secret in place of the current one, which nobody got to know; the one before stays good. Empty if the
        /// current one was not made by the rotation of then: it may be in use.
        public Optional<Secret> withLostReplaced(Instant lost, Hash next, Instant now) {
            return previous == null || !lost.equals(rotatedAt)
                    ? Optional.empty()
                    : Optional.of(new Secret(inHeader, next, previous, now));
        }

        /// Why nothing was replaced.
        public String whyNotLost(String client) {
            return rotatedAt == null
                    ? "no rotation of client '" + client + "' is known, so its secret may be in use"
                    : "the last rotation of client '" + client + "' was at " + rotatedAt;
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

    /// A certificate of one of the configured authorities with one of these subjects (RFC 8705, 2.1).
    ///
    /// @param subjects RFC 4514, e.g. `CN=erp,O=Acme`; compared as names, not as texts; two while a client changes over
    record CertificateSubjects(List<String> subjects) implements ClientLogin {
        /// Its name.
        public static final String METHOD = "tls_client_auth";
        private static final int MOST = 2;

        public CertificateSubjects {
            subjects = List.copyOf(subjects);
            long different = subjects.stream().map(CertificateSubjects::name).distinct().count();
            if (different != subjects.size() || subjects.isEmpty() || subjects.size() > MOST) {
                throw new IllegalArgumentException(
                        different + " different certificate subjects, expected 1 to " + MOST);
            }
        }

        private static X500Principal name(String subject) {
            try {
                var name = new X500Principal(subject);
                if (name.getName().isEmpty()) {
                    throw new IllegalArgumentException("it is empty");
                }
                return name;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "certificate subject '" + subject + "', expected a name like CN=erp,O=Acme", e);
            }
        }

        @Override
        public String method() {
            return METHOD;
        }

        /// Whether it is one of them.
        boolean has(X500Principal subject) {
            return subjects.stream().map(CertificateSubjects::name).anyMatch(subject::equals);
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
