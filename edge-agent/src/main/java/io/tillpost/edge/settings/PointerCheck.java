package io.tillpost.edge.settings;

import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.SignedPointer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether a pointer is head office's word for this store. The chain: the authority that the box got with its enrolment
/// made the signer's certificate, which is for configurations alone, whose key signed the pointer.
public final class PointerCheck {
    private final String tenant;
    private final String store;
    private final Authorities authorities;
    private final InstantSource time;

    /// Whom the box trusts for head office.
    @FunctionalInterface
    public interface Authorities {
        /// Its present authority and those before it. Throws [IOException] with a message for people where there is none.
        List<X509Certificate> trusted() throws IOException;
    }

    /// @param time by which certificates are judged
    public PointerCheck(String tenant, String store, Authorities authorities, InstantSource time) {
        this.tenant = tenant;
        this.store = store;
        this.authorities = authorities;
        this.time = time;
    }

    /// A pointer is not head office's word for this store. The message says why.
    static final class ForgedException extends Exception {
        private static final long serialVersionUID = 1L;

        ForgedException(String message) {
            super(message);
        }
    }

    /// What it points to. Throws [IOException] where the box cannot judge yet.
    ConfigPointer proven(String compact) throws ForgedException, IOException {
        SignedPointer signed;
        try {
            signed = SignedPointer.parse(compact);
        } catch (IllegalArgumentException e) {
            throw forged(String.valueOf(e.getMessage()), e);
        }
        checkChain(signed);
        if (!isForConfigurations(signed.chain().getFirst())) {
            throw new ForgedException("its certificate is '"
                    + signed.chain().getFirst().getSubjectX500Principal()
                    + "', which is not for configurations");
        }
        if (!signed.isSignedByItsCertificate()) {
            throw new ForgedException("its signature is not that of its certificate's key");
        }
        ConfigPointer pointer = signed.pointer();
        if (!pointer.tenant().equals(tenant) || !pointer.store().equals(store)) {
            throw new ForgedException("it is for store '" + pointer.store() + "' of tenant '"
                    + pointer.tenant() + "', expected '" + store + "' of '" + tenant + "'");
        }
        return pointer;
    }

    /// A box that was enrolled after the authority was renewed trusts the one that made the signer's certificate, and not
    /// the one before, which vouches for it by the other certificates.
    private void checkChain(SignedPointer signed) throws ForgedException, IOException {
        List<X509Certificate> chain = signed.chain();
        try {
            Set<TrustAnchor> anchors = authorities.trusted()
                    .stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet());
            try {
                validate(chain.subList(0, 1), anchors);
            } catch (CertPathValidatorException e) {
                if (chain.size() == 1) {
                    throw e;
                }
                validate(chain, anchors);
            }
        } catch (CertPathValidatorException e) {
            throw forged("its certificate is not from this box's authority: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw forged("its certificates cannot be judged: " + e.getMessage(), e);
        }
    }

    private void validate(List<X509Certificate> chain, Set<TrustAnchor> anchors)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(time.instant()));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
        var _ = CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static boolean isForConfigurations(X509Certificate certificate) {
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return purposes != null && purposes.equals(List.of(SignedPointer.PURPOSE));
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private static ForgedException forged(String message, Exception cause) {
        var e = new ForgedException(message);
        e.addSuppressed(cause);
        return e;
    }
}
