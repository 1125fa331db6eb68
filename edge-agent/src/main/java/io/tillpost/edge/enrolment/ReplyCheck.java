package io.tillpost.edge.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.event.Names;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/// Believes nothing of a reply that can be checked: key, authority, path (RFC 5280, section 6), time and names.
final class ReplyCheck {
    private static final int CERTIFICATES_MIN = 2;
    private static final int CERTIFICATES_MAX = 5;
    private static final int HIGHEST_PORT = 65535;

    private ReplyCheck() {}

    /// The certificates of a reply. Throws [EnrolmentException].
    static List<X509Certificate> certificates(EnrolmentReply reply) throws EnrolmentException {
        int count = reply.certificates().size();
        if (count < CERTIFICATES_MIN || count > CERTIFICATES_MAX) {
            throw refused(count + " certificates, expected " + CERTIFICATES_MIN + " to " + CERTIFICATES_MAX);
        }
        return read(reply.certificates());
    }

    /// Whether the certificate of a reply counts at `now`. Throws [EnrolmentException].
    static boolean counts(EnrolmentReply reply, Instant now) throws EnrolmentException {
        X509Certificate own = certificates(reply).getFirst();
        return !now.isBefore(own.getNotBefore().toInstant()) && !now.isAfter(own.getNotAfter().toInstant());
    }

    /// Certificates in base 64. Throws [EnrolmentException].
    static List<X509Certificate> read(List<String> texts) throws EnrolmentException {
        var found = new ArrayList<X509Certificate>();
        for (String text : texts) {
            found.add(certificate(text));
        }
        return found;
    }

    /// What [#read] reads.
    static List<String> written(List<X509Certificate> certificates) {
        var base64 = Base64.getEncoder();
        var texts = new ArrayList<String>();
        for (X509Certificate one : certificates) {
            try {
                texts.add(base64.encodeToString(one.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("what was read can be written", e);
            }
        }
        return texts;
    }

    /// What `key` and `reply` make, if they belong together and `trusted`, or a successor that one of them signed, stands
    /// behind it.
    static BoxIdentity identity(DeviceKey key, EnrolmentReply reply, List<X509Certificate> trusted,
            @Nullable URI url, Instant now) throws EnrolmentException {
        List<X509Certificate> chain = certificates(reply);
        X509Certificate authority = chain.getLast();
        if (!trusted.contains(authority) && !succeeds(chain, trusted, now)) {
            throw refused("its authority is not the one that this box trusts");
        }
        var former = trusted.stream().filter(one -> !one.equals(authority)).toList();
        var identity = new BoxIdentity(key, reply, chain, former, url);
        X509Certificate own = identity.certificate();
        if (!Arrays.equals(own.getPublicKey().getEncoded(), key.open().getEncoded())) {
            throw refused("its certificate is for another key than this box's");
        }
        names(reply, own);
        times(identity, now);
        path(identity, now);
        return identity;
    }

    private static void names(EnrolmentReply reply, X509Certificate own) throws EnrolmentException {
        try {
            Names.check("tenant", reply.tenant());
            Names.check("store", reply.store());
            Names.check("agent", reply.agent());
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
        if (!commonName(own).equals(reply.agent())) {
            throw refused("its certificate is for '" + own.getSubjectX500Principal().getName()
                    + "', expected CN=" + reply.agent());
        }
        if (reply.brokerHost().isBlank() || reply.brokerPort() < 1 || reply.brokerPort() > HIGHEST_PORT) {
            throw refused("its broker is '" + reply.brokerHost() + ":" + reply.brokerPort()
                    + "', expected a host and a port");
        }
    }

    private static void times(BoxIdentity identity, Instant now) throws EnrolmentException {
        Instant from = identity.certificate().getNotBefore().toInstant();
        if (now.isBefore(from)) {
            throw new EnrolmentException(
                    "the certificate counts from " + from + ", and this box's clock says "
                            + now + ": set the clock and ask again");
        }
        if (now.isAfter(identity.validUntil())) {
            throw new EnrolmentException("the certificate expired on " + identity.validUntil()
                    + ", and this box's clock says " + now
                    + ": set the clock if that is wrong, and ask again");
        }
        Instant renewAfter = identity.reply().renewAfter();
        if (renewAfter.isBefore(from) || renewAfter.isAfter(identity.validUntil())) {
            throw refused("it wants a renewal after " + renewAfter + ", expected " + from + " to "
                    + identity.validUntil());
        }
    }

    /// Whether the last of the chain is an authority whose name and key a trusted one has signed: the certificate that
    /// says so is in the chain, too (RFC 4210, section 4.4, the new key with the old one).
    private static boolean succeeds(List<X509Certificate> chain, List<X509Certificate> trusted, Instant now) {
        X509Certificate successor = chain.getLast();
        return chain.subList(1, chain.size() - 1)
                .stream()
                .filter(one -> one.getSubjectX500Principal().equals(successor.getSubjectX500Principal())
                        && one.getPublicKey().equals(successor.getPublicKey())
                        && one.getBasicConstraints() >= 0 && successor.getBasicConstraints() >= 0)
                .anyMatch(one -> trusted.stream().anyMatch(by -> isValid(List.of(one), by, now)));
    }

    private static boolean isValid(List<X509Certificate> path, X509Certificate anchor, Instant now) {
        try {
            validate(path, anchor, now);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static void validate(List<X509Certificate> certificates, X509Certificate anchor, Instant now)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
        var _ = CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static void path(BoxIdentity identity, Instant now) throws EnrolmentException {
        try {
            if (!isValid(List.of(identity.certificate()), identity.authority(), now)) {
                validate(identity.shown(), identity.authority(), now);
            }
        } catch (CertPathValidatorException e) {
            throw refused("its certificate does not go back to the authority: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw refused("its certificates cannot be checked: " + e.getMessage());
        }
    }

    private static X509Certificate certificate(String base64) throws EnrolmentException {
        try {
            return certificate(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException _) {
            throw refused("a certificate in it is not in base 64");
        }
    }

    /// Throws [EnrolmentException] when these bytes, DER or PEM, are no certificate.
    static X509Certificate certificate(byte[] bytes) throws EnrolmentException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes));
        } catch (GeneralSecurityException _) {
            throw refused("a certificate in it cannot be read");
        }
    }

    private static String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(rdn.getValue());
                }
            }
        } catch (InvalidNameException _) {
            return "";
        }
        return "";
    }

    private static EnrolmentException refused(@Nullable String why) {
        return new EnrolmentException("head office's reply cannot be used: " + why);
    }
}
