package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What somebody says about how a client proves who it is: its method, and what goes with it.
///
/// @param method as in the registry of RFC 8414, e.g. `private_key_jwt`
/// @param publicKeys JWK set, for `private_key_jwt` alone
/// @param certificateSubjects RFC 4514, for `tls_client_auth` alone
/// @param certificateSha256 hexadecimal, for `self_signed_tls_client_auth` alone
public record ClientRegistration(String method, @Nullable String publicKeys,
        @Nullable List<String> certificateSubjects, @Nullable Set<String> certificateSha256) {
    private static final String EXPECTED = "client_secret_basic, client_secret_post, private_key_jwt, "
            + "tls_client_auth or self_signed_tls_client_auth";

    /// Whether a secret has to be made for it.
    public boolean wantsSecret() {
        return method.equals(ClientLogin.Secret.BASIC) || method.equals(ClientLogin.Secret.POST);
    }

    /// How the client proves who it is.
    ///
    /// @param secret the new secret, if one is wanted
    /// @throws IllegalArgumentException naming what is missing, too much or wrong
    public ClientLogin login(@Nullable ClientSecret secret) {
        refuseExtras();
        return switch (method) {
            case ClientLogin.Secret.BASIC, ClientLogin.Secret.POST -> new ClientLogin.Secret(
                    method.equals(ClientLogin.Secret.BASIC), required("a secret", secret).hash());
            case ClientLogin.SignedAssertion.METHOD ->
                new ClientLogin.SignedAssertion(ClientKeys.parse(required("publicKeys", publicKeys)));
            case ClientLogin.CertificateSubjects.METHOD -> new ClientLogin.CertificateSubjects(
                    required("a certificate's subject", certificateSubjects));
            case ClientLogin.PinnedCertificates.METHOD -> new ClientLogin.PinnedCertificates(
                    required("certificateSha256", certificateSha256).stream()
                            .map(ClientRegistration::hash)
                            .collect(Collectors.toSet()));
            default -> throw new IllegalArgumentException("method '" + method + "', expected " + EXPECTED);
        };
    }

    private void refuseExtras() {
        refuse("publicKeys", publicKeys, ClientLogin.SignedAssertion.METHOD);
        refuse("a certificate's subject", certificateSubjects, ClientLogin.CertificateSubjects.METHOD);
        refuse("certificateSha256", certificateSha256, ClientLogin.PinnedCertificates.METHOD);
    }

    private void refuse(String name, @Nullable Object value, String methodOfIt) {
        if (value != null && !method.equals(methodOfIt)) {
            throw new IllegalArgumentException(
                    name + " is given, which goes with " + methodOfIt + " and not with " + method);
        }
    }

    private <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing, which " + method + " needs");
        }
        return value;
    }

    private static Hash hash(String hex) {
        try {
            return Hash.parse(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "certificateSha256 '" + hex + "', expected 64 hexadecimal digits", e);
        }
    }
}
