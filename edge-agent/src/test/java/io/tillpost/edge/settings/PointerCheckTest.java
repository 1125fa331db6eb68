package io.tillpost.edge.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.edge.enrolment.TestAuthority;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.SignedPointer;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which boxes believe a pointer after head office has renewed its authority.
class PointerCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Instant FROM = NOW.minus(Duration.ofDays(1));
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(100));

    private final KeyPair signer;
    private final TestAuthority before;
    private final TestAuthority present;
    private final TestAuthority stranger;
    private X509Certificate certificate;
    private ConfigPointer pointer;

    PointerCheckTest() throws Exception {
        signer = TestAuthority.pair();
        before = new TestAuthority("head office 1", NOW);
        present = new TestAuthority("head office 2", NOW);
        stranger = new TestAuthority("stranger", NOW);
    }

    @BeforeEach
    void signs() throws Exception {
        certificate = present.purpose(signer.getPublic(), SignedPointer.PURPOSE, FROM, UNTIL);
        pointer = new ConfigPointer("acme", "s-1", 1,
                Hash.of(MessageDigest.getInstance("SHA-256").digest(new byte[1])), 1,
                ConfigPointer.path("s-1", 1), null, NOW);
    }

    private String signed(X509Certificate... between) {
        var chain = new ArrayList<>(List.of(certificate));
        chain.addAll(List.of(between));
        return SignedPointer.sign(pointer, signer.getPrivate(), chain);
    }

    private ConfigPointer proven(String signed, TestAuthority... trusted) throws Exception {
        var authorities = List.of(trusted).stream().map(one -> one.certificate).toList();
        return new PointerCheck("acme", "s-1", () -> authorities, () -> NOW).proven(signed);
    }

    @Test
    void whoeverTrustsTheNewAuthorityOrTheOneBeforeOrBothBelieves() throws Exception {
        String signed = signed(before.cross(present, FROM, UNTIL));
        assertEquals(pointer, proven(signed, before));
        assertEquals(pointer, proven(signed, present, before));
        assertEquals(pointer, assertDoesNotThrow(() -> proven(signed, present)));
    }

    @Test
    void whoTrustsAnotherAuthorityDoesNot() throws Exception {
        String signed = signed(before.cross(present, FROM, UNTIL));
        assertThrows(PointerCheck.ForgedException.class, () -> proven(signed, stranger));
        assertThrows(PointerCheck.ForgedException.class, () -> proven(signed(), before));
        // A certificate between them that has ended, or that a stranger made, vouches for nobody.
        assertThrows(PointerCheck.ForgedException.class,
                () -> proven(signed(before.cross(present, FROM, NOW.minusSeconds(1))), before));
        assertThrows(PointerCheck.ForgedException.class,
                () -> proven(signed(stranger.cross(present, FROM, UNTIL)), before));
    }
}
