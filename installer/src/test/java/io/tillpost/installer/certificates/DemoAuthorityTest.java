package io.tillpost.installer.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAuthorityTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T09:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private DemoAuthority authority;

    @BeforeEach
    void make() throws Exception {
        authority = DemoAuthority.make(CLOCK, new SecureRandom());
    }

    private X509Certificate read(String name) throws Exception {
        try (var in = Files.newInputStream(folder.resolve(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void aClientCertificateNamesTheClientAndIsSignedByTheAuthority() throws Exception {
        authority.client("box-7", folder.resolve("key.pem"), folder.resolve("cert.pem"));
        var certificate = read("cert.pem");
        assertEquals("CN=box-7", certificate.getSubjectX500Principal().getName());
        certificate.verify(authority.certificate().getPublicKey());
        certificate.checkValidity(Date.from(CLOCK.instant()));
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
        assertEquals(-1, certificate.getBasicConstraints());
    }

    @Test
    void aServerCertificateNamesThisMachine() throws Exception {
        authority.server(folder.resolve("key.pem"), folder.resolve("cert.pem"));
        var names = new TreeSet<String>();
        read("cert.pem").getSubjectAlternativeNames().forEach(name -> names.add(String.valueOf(name.get(1))));
        assertEquals(new TreeSet<>(List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1")), names);
    }

    @Test
    void keyAndCertificateBelongTogether() throws Exception {
        authority.client("box-7", folder.resolve("key.pem"), folder.resolve("cert.pem"));
        String pem = Files.readString(folder.resolve("key.pem"));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(read("cert.pem"));
        signature.update((byte) 1);
        assertTrue(signature.verify(signed));
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws Exception {
        authority.write(folder.resolve("ca.pem"));
        authority.client("box-7", folder.resolve("key.pem"), folder.resolve("cert.pem"));
        for (String name : List.of("ca.pem", "key.pem", "cert.pem")) {
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(
                            name))),
                    name);
        }
    }

    @Test
    void anotherAuthorityHasNotSignedIt() throws Exception {
        authority.client("box-7", folder.resolve("key.pem"), folder.resolve("cert.pem"));
        var other = DemoAuthority.make(CLOCK, new SecureRandom());
        assertThrows(SignatureException.class,
                () -> read("cert.pem").verify(other.certificate().getPublicKey()));
    }
}
