package io.tillpost.central.enrolment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.SealBrokenException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An installation's own authority, its successor, and its revocation lists.
class AuthorityKeeperTest {
    private final EnrolmentWorld world = new EnrolmentWorld();

    @AfterEach
    void close() {
        world.close();
    }

    private KeptAuthority current() {
        return world.keeper.current().orElseThrow();
    }

    @Test
    void nodesThatStartAtOnceMakeOneAuthority() throws Exception {
        world.test.execute("delete from authority");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var made = pool.invokeAll(IntStream.range(0, 6)
                    .<Callable<KeptAuthority>>mapToObj(_ -> world.keeper::init)
                    .toList());
            for (var one : made) {
                assertEquals(current().fingerprint(), one.get().fingerprint());
            }
        }
        assertEquals("1", world.test.value("select count(*) from authority"));
    }

    @Test
    void itsKeyIsSealedInTheDatabaseAndOpensWithTheRightMasterKeyOnly() {
        byte[] key = world.keeper.opened(current()).key().getEncoded();
        String stored = world.test.value("select encode(sealed_key, 'hex') from authority");
        assertFalse(stored.contains(HexFormat.of().formatHex(key).substring(60, 120)));
        var wrong = new AuthorityKeeper(world.database, world.authorities, new KeyedVault(
                Map.of(1,
                        new SecretKeySpec(new byte[]{1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6}, "AES")),
                1, world.random), world.clock, world.random);
        assertThrows(SealBrokenException.class, wrong::init, "it is noticed at the start");
        assertThrows(SealBrokenException.class, () -> wrong.issueNode("central", Duration.ofDays(1)));
        assertFalse(world.keeper.opened(current()).toString().contains("S:"), "no key in a text");
    }

    @Test
    void anotherMasterKeySealsItAnewAndTheFormerOneCanGo() {
        var first = new SecretKeySpec(new byte[32], "AES");
        var second = new SecretKeySpec(HexFormat.of().parseHex("17".repeat(32)), "AES");
        var both = new KeyedVault(Map.of(1, first, 2, second), 2, world.random);
        assertEquals(1, keeper(both).reseal());
        keeper(new KeyedVault(Map.of(2, second), 2, world.random)).issueNode("central", Duration.ofDays(1));
        assertThrows(SealBrokenException.class, world.keeper::init);
        assertThrows(SealBrokenException.class, world.keeper::reseal);
    }

    private AuthorityKeeper keeper(KeyedVault vault) {
        return new AuthorityKeeper(world.database, world.authorities, vault, world.clock, world.random);
    }

    @Test
    void serversAndNodesOfHeadOfficeGetCertificatesForTheirUseOnly() throws Exception {
        var server = world.keeper.issueServer(List.of("mq.example.com", "10.0.0.7", "::1"),
                Duration.ofDays(397));
        var certificate = server.chain().getFirst();
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
        assertEquals(List.of(List.of(2, "mq.example.com"), List.of(7, "10.0.0.7"),
                List.of(7, "0:0:0:0:0:0:0:1")), List.copyOf(certificate.getSubjectAlternativeNames()));
        var node = world.keeper.issueNode("central", Duration.ofDays(397));
        assertEquals("CN=central", node.chain().getFirst().getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), node.chain().getFirst().getExtendedKeyUsage());
        validate(current().certificate(), server.chain());
        validate(current().certificate(), node.chain());
        for (String name : List.of("", "a b", "host/..", "-x", "1.2.3.4.5.", "x".repeat(300))) {
            assertThrows(IllegalArgumentException.class,
                    () -> world.keeper.issueServer(List.of(name), Duration.ofDays(1)), name);
        }
        assertThrows(IllegalArgumentException.class, () -> world.keeper.issueNode("No Node", Duration.ofDays(
                1)));
    }

    @Test
    void noNodeGetsTheNameOfABox() {
        world.store("acme", "s1", "box-1");
        assertThrows(IllegalArgumentException.class,
                () -> world.keeper.issueNode("box-1", Duration.ofDays(1)));
        world.keeper.issueNode("central", Duration.ofDays(1));
        world.store("acme", "s1", "central");
        world.keeper.issueNode("central", Duration.ofDays(1));
    }

    @Test
    void aRevocationListHasWhatWasRevokedAndIsTheSameFromEveryNode() throws Exception {
        world.store("acme", "s1");
        var reply = world.enrolled(new TestBox(), "acme", "s1", "box-1");
        var before = crl();
        assertEquals(null, before.getRevokedCertificates());
        assertArrayEquals(world.lists.current(), world.lists.current(),
                "nothing happened, nothing is signed");
        world.revoke("acme", "box-1", RevocationReason.KEY_COMPROMISE);
        X509CRL after = crl();
        after.verify(current().certificate().getPublicKey());
        var entry = after.getRevokedCertificate(TestBox.certificate(reply, 0).getSerialNumber());
        assertEquals("KEY_COMPROMISE", entry.getRevocationReason().name());
        assertTrue(
                after.getNextUpdate().toInstant().isAfter(world.clock.instant().plus(Duration.ofDays(29))));
        assertNotEquals(HexFormat.of().formatHex(before.getExtensionValue("2.5.29.20")),
                HexFormat.of().formatHex(after.getExtensionValue("2.5.29.20")), "each list has its number");
        assertArrayEquals(after.getEncoded(), world.lists.current());
        world.clock.turn(Duration.ofDays(1));
        assertTrue(crl().getThisUpdate().toInstant().isAfter(after.getThisUpdate().toInstant()),
                "it is made anew every day");
        world.clock.turn(Duration.ofDays(89));
        assertTrue(crl().getRevokedCertificate(TestBox.certificate(reply, 0).getSerialNumber()) != null);
        world.clock.turn(Duration.ofDays(2));
        assertEquals(null, crl().getRevokedCertificates(), "the certificate ended a list's lifetime ago");
    }

    private X509CRL crl() throws Exception {
        return (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(world.lists.current()));
    }

    @Test
    void theNextAuthorityIsTrustedFirstAndIssuesLaterAndWhoKnowsTheOldOneOnlyTrustsItsServers()
            throws Exception {
        world.store("acme", "s1");
        var box = new TestBox();
        var first = world.enrolled(box, "acme", "s1", "box-1");
        X509Certificate old = current().certificate();
        assertThrows(NoAuthorityException.class, world.keeper::activateNext);
        KeptAuthority next = world.keeper.prepareNext();
        assertEquals(next.fingerprint(), world.keeper.prepareNext().fingerprint(), "there is one next");
        assertEquals(old, current().certificate());
        world.keeper.activateNext();
        assertEquals(next.certificate(), current().certificate());
        var server = world.keeper.issueServer(List.of("mq"), Duration.ofDays(30));
        validate(old, server.chain());
        validate(next.certificate(), server.chain().subList(0, 1));
        var renewed = EnrolmentWorld.reply(
                world.renewals.renew(box.renew(first, box.csr(), world.clock.instant())));
        assertEquals(next.certificate(), TestBox.certificate(renewed, 2), "behind the one that the old one signed");
        validate(next.certificate(), List.of(TestBox.certificate(renewed, 0)));
        assertEquals(2, world.database.inTransaction(world.lists::all).size());
    }

    private void validate(X509Certificate anchor, List<X509Certificate> chain) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(world.clock.instant()));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }
}
