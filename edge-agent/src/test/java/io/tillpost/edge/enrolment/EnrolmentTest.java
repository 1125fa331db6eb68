package io.tillpost.edge.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.enrolment.https.HttpsDesks;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A box is enrolled at a head office that speaks HTTPS, and at others.
class EnrolmentTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
    private static final BoxPlace PLACE = new BoxPlace("acme", "s-1", "s-1-a");

    @TempDir
    private Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private ScriptedCentral central;
    private IdentityFolder identities;
    private Enrolment enrolment;

    @BeforeEach
    void start() throws Exception {
        central = new ScriptedCentral(clock);
        identities = new IdentityFolder(folder.resolve("identity"), IdentityFolderTest.VAULT);
        enrolment = box(clock);
    }

    @AfterEach
    void stop() {
        central.close();
    }

    @Test
    void aBoxTrustsTheAuthorityOfTheCodeAndKeepsWhatItGets() throws Exception {
        BoxIdentity enrolled = enrolment.enrol(central.code(), central.url(), PLACE);
        assertEquals(central.authority.certificate, enrolled.authority());
        assertEquals("s-1-a", enrolled.reply().agent());
        assertEquals(clock.instant().plus(ScriptedCentral.LIFETIME), enrolled.validUntil());
        BoxIdentity kept = new IdentityFolder(identities.path(), IdentityFolderTest.VAULT).required();
        assertEquals(enrolled.certificate(), kept.certificate());
        assertEquals(central.url(), kept.url());
        assertEquals(List.of("/v1/enrolment/authority", "/v1/enrolment/certificates"), central.asked);
    }

    @Test
    void aLostAnswerIsAskedForAgainWithTheSameRequest() throws Exception {
        central.loseAnswer = true;
        assertTrue(refusal(central.code(), central.url()).contains("no way to"));
        assertEquals(Optional.empty(), identities.current());
        enrolment = box(clock);
        BoxIdentity enrolled = enrolment.enrol(central.code(), central.url(), PLACE);
        List<String> requests = central.bodies.stream().filter(body -> body.contains("csr")).toList();
        assertEquals(2, requests.size());
        assertEquals(1, requests.stream().distinct().count());
        assertEquals(enrolled.certificate(), identities.required().certificate());
    }

    @Test
    void aCodeOfAnotherBoxThatWasTypedHereDoesNotSpoilTheNextOne() throws Exception {
        String said = refusal(central.code("s-9-z"), central.url());
        assertTrue(said.contains("place.agent is 's-1-a', head office says 's-9-z'"), said);
        BoxIdentity enrolled = enrolment.enrol(central.code(), central.url(), PLACE);
        assertEquals("s-1-a", enrolled.reply().agent());
        assertEquals(enrolled.certificate(), identities.required().certificate());
    }

    @Test
    void aRequestByFileForAnotherCodeIsForAnotherKey() throws Exception {
        EnrolmentRequest first = enrolment.request(central.code("s-9-z"), null);
        EnrolmentRequest second = enrolment.request(central.code(), null);
        assertFalse(first.csr().equals(second.csr()));
        BoxIdentity enrolled = enrolment.accept(central.reply("s-1-a", second.csr()), PLACE);
        assertEquals(enrolled.certificate(), identities.required().certificate());
    }

    @Test
    void somebodyInTheMiddleLearnsNothingOfTheCode() throws Exception {
        try (var other = new ScriptedCentral(clock)) {
            String said = refusal(central.code(), other.url());
            assertTrue(said.contains("is not the one in the code") && said.contains("SHA-256"), said);
            assertEquals(List.of("/v1/enrolment/authority"), other.asked);
            other.claimedAuthority = central.authority.certificate.getEncoded();
            said = refusal(central.code(), other.url());
            assertTrue(said.contains("does not prove to be head office's"), said);
            assertFalse(other.bodies.stream().anyMatch(body -> body.contains("csr")), "no request was sent");
        }
        assertFalse(Files.exists(folder.resolve("identity/identity.json")));
    }

    @Test
    void aServerOfTheAuthorityUnderAnotherNameIsNotHeadOffice() throws Exception {
        var authority = central.authority;
        try (var elsewhere = new ScriptedCentral(clock, authority, authority.server(BUILT,
                clock.instant().plus(Duration.ofDays(9)), "till.example.com"))) {
            assertTrue(refusal(central.code(), elsewhere.url()).contains("name that host"));
        }
    }

    @Test
    void aWrongClockIsNamed() throws Exception {
        enrolment = box(new TurnedClock("1970-01-01T00:00:00Z"));
        String said = refusal(central.code(), central.url());
        assertTrue(said.contains("does not count at this box's time, 2026-01-01T00:00:00Z"), said);
        assertTrue(said.contains("set the clock"), said);
    }

    @Test
    void nobodyThereAndNoHeadOfficeThereAreToldApart() throws Exception {
        String nobody = refusal(central.code(), URI.create("https://127.0.0.1:1"));
        assertTrue(nobody.startsWith("no way to https://127.0.0.1:1 ("), nobody);
        central.failing = 404;
        String other = refusal(central.code(), central.url());
        assertTrue(other.contains("is no head office"), other);
        central.failing = 0;
        central.garbage = "<html>welcome</html>";
        assertTrue(refusal(central.code(), central.url()).contains("cannot be read"));
    }

    @Test
    void aCodeThatIsNotTakenSaysWhatToDo() throws Exception {
        central.codeUsed = true;
        assertTrue(refusal(central.code(), central.url()).contains("Get a new one"));
    }

    @Test
    void anEnrolledBoxIsNotEnrolledByMistake() throws Exception {
        enrolment.mayBegin(false);
        BoxIdentity first = enrolment.enrol(central.code(), central.url(), PLACE);
        var e = assertThrows(EnrolmentException.class, () -> enrolment.mayBegin(false));
        assertTrue(String.valueOf(e.getMessage()).contains("--again"));
        enrolment.mayBegin(true);
        BoxIdentity second = enrolment.enrol(central.code(), central.url(), PLACE);
        assertFalse(first.key().id().equals(second.key().id()), "a new key");
    }

    @Test
    void aPlaceOfAnotherBoxIsRefusedByName() throws Exception {
        var e = assertThrows(EnrolmentException.class, () -> enrolment.enrol(central.code(), central.url(),
                new BoxPlace("acme", "s-2", "s-2-a")));
        assertTrue(String.valueOf(e.getMessage())
                .contains("place.store is 's-2', head office says 's-1', place.agent is 's-2-a'"),
                e.getMessage());
        assertEquals(Optional.empty(), identities.current());
    }

    @Test
    void repliesThatDoNotFitAreRefusedEachForItsReason() throws Exception {
        var other = new TestAuthority("other", clock.instant());
        var key = TestAuthority.pair().getPublic();
        Instant now = clock.instant();
        Instant later = now.plus(Duration.ofDays(60));
        refuses("for another key than this box's", reply -> spoiled(reply,
                central.authority.box(key, "s-1-a", now, later), central.authority));
        refuses("its authority is not the one that this box trusts",
                reply -> spoiled(reply, own(other, reply, "s-1-a", now, later), other));
        refuses("does not go back to the authority",
                reply -> spoiled(reply, own(other, reply, "s-1-a", now, later), central.authority));
        refuses("expired on", reply -> spoiled(reply, own(central.authority, reply, "s-1-a",
                now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))), central.authority));
        refuses("set the clock", reply -> spoiled(reply, own(central.authority, reply, "s-1-a",
                now.plus(Duration.ofDays(1)), later), central.authority));
        refuses("is for 'CN=s-9-z', expected CN=s-1-a", reply -> spoiled(reply,
                own(central.authority, reply, "s-9-z", now, later), central.authority));
        refuses("0 certificates", reply -> with(reply, List.of()));
        refuses("not in base 64", reply -> with(reply, List.of("?", "?")));
        refuses("cannot be read", reply -> with(reply, List.of("AAAA", "AAAA")));
        refuses("its broker is", reply -> new EnrolmentReply(reply.tenant(), reply.store(), reply.agent(),
                reply.certificates(), "", 0, reply.renewAfter()));
        refuses("it wants a renewal after", reply -> new EnrolmentReply(reply.tenant(), reply.store(),
                reply.agent(), reply.certificates(), "mqtt", 8883, later.plus(Duration.ofDays(99))));
        central.spoil = reply -> reply;
        assertEquals("s-1-a", enrolment.enrol(central.code(), central.url(), PLACE).reply().agent());
    }

    @Test
    void aBoxWithoutANetworkIsEnrolledByTwoFiles() throws Exception {
        central.close();
        EnrolmentRequest request = enrolment.request(central.code(), null);
        assertEquals(request.csr(), enrolment.request(central.code(), null).csr());
        BoxIdentity enrolled = enrolment.accept(central.reply("s-1-a", request.csr()), PLACE);
        assertEquals(enrolled.certificate(), identities.required().certificate());
        var e = assertThrows(EnrolmentException.class,
                () -> enrolment.accept(central.reply("s-1-a", request.csr()), PLACE));
        assertTrue(String.valueOf(e.getMessage()).contains("no request waits"), e.getMessage());
    }

    @Test
    void aBoxWithoutANetworkGetsItsNextCertificateByTwoFiles() throws Exception {
        BoxIdentity first = enrolment.enrol(central.code(), central.url(), PLACE);
        clock.turn(Duration.ofDays(70));
        RenewalRequest request = enrolment.renewal();
        BoxIdentity second = enrolment.accept(central.reply("s-1-a", request.csr()), PLACE);
        assertFalse(first.key().id().equals(second.key().id()));
        assertEquals(second.certificate(), identities.required().certificate());
        try (var other = new ScriptedCentral(clock)) {
            EnrolmentReply stranger = other.reply("s-1-a", enrolment.renewal().csr());
            assertThrows(EnrolmentException.class, () -> enrolment.accept(stranger, PLACE));
        }
    }

    @Test
    void aReplyByFileThatComesAfterItsEndIsAskedForAgainWithANewKey() throws Exception {
        var _ = enrolment.enrol(central.code(), central.url(), PLACE);
        RenewalRequest request = enrolment.renewal();
        EnrolmentReply late = central.reply("s-1-a", request.csr());
        clock.turn(Duration.ofDays(61));
        var e = assertThrows(EnrolmentException.class, () -> enrolment.accept(late, PLACE));
        assertTrue(String.valueOf(e.getMessage()).contains("expired on"), e.getMessage());
        RenewalRequest again = enrolment.renewal();
        assertFalse(request.csr().equals(again.csr()));
        BoxIdentity renewed = enrolment.accept(central.reply("s-1-a", again.csr()), PLACE);
        assertEquals(renewed.certificate(), identities.required().certificate());
    }

    @Test
    void aReplyByFileOfAnotherHeadOfficeIsRefused() throws Exception {
        EnrolmentRequest request = enrolment.request(central.code(), null);
        try (var other = new ScriptedCentral(clock)) {
            EnrolmentReply reply = other.reply("s-1-a", request.csr());
            var e = assertThrows(EnrolmentException.class, () -> enrolment.accept(reply, PLACE));
            assertTrue(String.valueOf(e.getMessage()).contains("another head office's"), e.getMessage());
        }
        try (var files = Files.list(identities.path())) {
            for (Path file : files.toList()) {
                assertFalse(Files.readString(file).contains(central.code().text()), "the code is sealed");
            }
        }
    }

    private interface Spoiling {
        EnrolmentReply spoil(EnrolmentReply reply) throws Exception;
    }

    private void refuses(String why, Spoiling spoiling) throws Exception {
        UnaryOperator<EnrolmentReply> spoil = reply -> {
            try {
                return spoiling.spoil(reply);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        central.spoil = spoil;
        String said = refusal(central.code(), central.url());
        assertTrue(said.contains(why), said);
        assertEquals(Optional.empty(), identities.current());
    }

    private static java.security.cert.X509Certificate own(TestAuthority by, EnrolmentReply reply,
            String agent,
            Instant from, Instant until) throws Exception {
        byte[] first = Base64.getDecoder().decode(reply.certificates().getFirst());
        return by.box(ReplyCheck.certificate(first).getPublicKey(), agent, from, until);
    }

    private EnrolmentReply spoiled(EnrolmentReply reply, java.security.cert.X509Certificate own,
            TestAuthority authority) throws Exception {
        var base64 = Base64.getEncoder();
        return with(reply, List.of(base64.encodeToString(own.getEncoded()),
                base64.encodeToString(authority.certificate.getEncoded())));
    }

    private static EnrolmentReply with(EnrolmentReply reply, List<String> certificates) {
        return new EnrolmentReply(reply.tenant(), reply.store(), reply.agent(), certificates,
                reply.brokerHost(), reply.brokerPort(), reply.renewAfter());
    }

    private String refusal(EnrolmentCode code, URI url) throws Exception {
        var e = assertThrows(EnrolmentException.class, () -> enrolment.enrol(code, url, PLACE));
        String said = String.valueOf(e.getMessage());
        assertFalse(said.contains(code.text()), "the code is in no message");
        return said;
    }

    private Enrolment box(TurnedClock at) {
        var time = new TrustedTime(at, folder.resolve("identity"), BUILT);
        return new Enrolment(identities, new HttpsDesks(time), time, IdentityFolderTest.RANDOM);
    }
}
