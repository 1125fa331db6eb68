package io.tillpost.protocol.enrol;

import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// How a certificate says that it is a box's: by the unit in its subject, `OU=box,CN=hamburg-1-a`. Nodes of head office come
/// from the same authority and are known by their names alone, so a box must not pass for one whatever it is called.
public final class BoxCertificate {
    /// The organizational unit of every box.
    public static final String UNIT = "box";

    private BoxCertificate() {}

    /// Whether head office made this certificate for a box.
    public static boolean is(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()
                    .stream()
                    .anyMatch(part -> part.getType().equalsIgnoreCase("OU") && UNIT.equals(part.getValue()));
        } catch (InvalidNameException _) {
            return false;
        }
    }
}
