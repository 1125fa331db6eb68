package io.tillpost.central.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.RenewalRequest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A box that has a certificate gets the next one, also long after the end of the last, and nobody else does.
class RenewalsTest {
    private static EnrolmentWorld world;
    private static int counter;

    private final TestBox box = new TestBox();
    private String store = "";
    private String agent = "";
    private EnrolmentReply first = new EnrolmentReply("", "", "", List.of(), "", 1, java.time.Instant.EPOCH);

    @BeforeAll
    static void start() {
        world = new EnrolmentWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void enrol() {
        store = "s" + ++counter;
        agent = "box-" + counter;
        world.store("acme", store);
        first = world.enrolled(box, "acme", store, agent);
    }

    private RenewalRequest request() {
        return box.renew(first, box.csr(), world.clock.instant());
    }

    @Test
    void theKeyMayStayOrBeANewOne() throws Exception {
        var kept = EnrolmentWorld.reply(world.renewals.renew(request()));
        assertEquals(box.keys.getPublic(), TestBox.certificate(kept, 0).getPublicKey());
        var fresh = new TestBox();
        var changed = EnrolmentWorld.reply(
                world.renewals.renew(box.renew(kept, fresh.csr(), world.clock.instant())));
        assertEquals(fresh.keys.getPublic(), TestBox.certificate(changed, 0).getPublicKey());
        assertEquals(List.of("acme", store, agent),
                List.of(changed.tenant(), changed.store(), changed.agent()));
        assertEquals("0",
                world.test.value("select count(*) from device_certificate where revoked_at is not null"
                        + " and agent = '" + agent + "'"),
                "the former ones stay good until their end");
    }

    @Test
    void theSameRequestGivesTheSameCertificateAndAnotherOneANewOne() throws Exception {
        var request = request();
        var answer = world.renewals.renew(request);
        assertEquals(answer, world.renewals.renew(request));
        assertEquals(answer, world.renewals.renew(box.renew(first, request.csr(),
                world.clock.instant().plusSeconds(5))), "the request is the same, its proof is newer");
        assertNotEquals(answer, world.renewals.renew(request()));
    }

    @Test
    void aRequestWhoseCertificateHasEndedStillGivesThatAndANewKeyGetsOneThatCounts() throws Exception {
        var lost = new TestBox();
        String csr = lost.csr();
        var answer = world.renewals.renew(box.renew(first, csr, world.clock.instant()));
        world.clock.turn(Duration.ofDays(61));
        assertEquals(answer, world.renewals.renew(box.renew(first, csr, world.clock.instant())));
        var next = EnrolmentWorld.reply(world.renewals.renew(
                box.renew(first, new TestBox().csr(), world.clock.instant())));
        var certificate = TestBox.certificate(next, 0);
        certificate.checkValidity(java.util.Date.from(world.clock.instant()));
    }

    @Test
    void aBoxHasTenLivingCertificatesAtMostAndGetsTheNextOnceOneHasEnded() throws Exception {
        for (int i = 1; i < EnrolmentRules.LIVING_MAX; i++) {
            var _ = EnrolmentWorld.reply(world.renewals.renew(box.renew(first, new TestBox().csr(),
                    world.clock.instant())));
        }
        var refused = assertInstanceOf(Outcome.Refused.class, world.renewals.renew(
                box.renew(first, new TestBox().csr(), world.clock.instant())));
        assertEquals(Refusal.TOO_MANY_CERTIFICATES, refused.why());
        assertTrue(refused.detail().contains("10 certificates"), refused.detail());
        world.clock.turn(Duration.ofDays(61));
        var _ = EnrolmentWorld.reply(world.renewals.renew(
                box.renew(first, new TestBox().csr(), world.clock.instant())));
    }

    @Test
    void aBoxWhoseAnswersAreLostGetsThroughHoweverOftenItAsks() throws Exception {
        var fresh = new TestBox();
        for (int i = 0; i < 3 * EnrolmentRules.LIVING_MAX; i++) {
            var reply = EnrolmentWorld.reply(world.renewals.renew(
                    box.renew(first, fresh.csr(), world.clock.instant())));
            assertEquals(fresh.keys.getPublic(), TestBox.certificate(reply, 0).getPublicKey());
        }
        assertEquals("10", world.test.value(
                "select count(*) from device_certificate where agent = '" + agent + "'"));
    }

    @Test
    void theSameRequestSentManyTimesAtOnceGivesOneCertificate() throws Exception {
        var request = request();
        var start = new CyclicBarrier(6);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = pool.invokeAll(IntStream.range(0, 6).<Callable<Outcome>>mapToObj(_ -> () -> {
                start.await();
                return world.renewals.renew(request);
            }).toList());
            for (var outcome : outcomes) {
                assertEquals(outcomes.getFirst().get(), outcome.get());
            }
        }
    }

    @Test
    void aRenewalThatRunsIntoARevocationLeavesNothingGoodBehind() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                var racer = new TestBox();
                String name = agent + "-" + round;
                var reply = world.enrolled(racer, "acme", store, name);
                var start = new CyclicBarrier(2);
                var renewing = pool.submit(() -> {
                    start.await();
                    return world.renewals.renew(racer.renew(reply, racer.csr(), world.clock.instant()));
                });
                start.await();
                world.revoke("acme", name, RevocationReason.KEY_COMPROMISE);
                renewing.get();
                assertEquals("0", world.test.value("select count(*) from device_certificate"
                        + " where revoked_at is null and agent = '" + name + "'"));
            }
        }
    }

    @Test
    void aCertificateThatEndedLongAgoStillProvesARenewalForFourHundredDays() throws Exception {
        world.clock.turn(Duration.ofDays(60 + 399));
        assertInstanceOf(Outcome.Issued.class, world.renewals.renew(request()));
        world.clock.turn(Duration.ofDays(2));
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "400 days", request());
    }

    @Test
    void aRevokedBoxGetsNoneAndThatIsAnIncident() throws Exception {
        world.revoke("acme", agent, RevocationReason.KEY_COMPROMISE);
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "revoked", request());
        assertEquals("1", world.test.value("select count(*) from incident where kind = 'renewal-refused'"
                + " and subject = '" + agent + "'"));
    }

    @Test
    void anAgentThatWasTakenOutOfItsStoreGetsNone() throws Exception {
        world.store("acme", store);
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "any more", request());
    }

    @Test
    void aProofByAnotherKeyIsNone() throws Exception {
        var thief = new TestBox();
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "signature",
                thief.renew(first, thief.csr(), world.clock.instant()));
        var good = request();
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "signature", new RenewalRequest(box.csr(),
                good.certificate(), good.signedAt(), good.signature()));
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "signature", new RenewalRequest(good.csr(),
                good.certificate(), good.signedAt(), Base64.getEncoder().encodeToString(new byte[8])));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNone() throws Exception {
        try (var elsewhere = new EnrolmentWorld()) {
            elsewhere.store("acme", store);
            var foreign = elsewhere.enrolled(box, "acme", store, agent);
            assertRefused(Refusal.CERTIFICATE_UNKNOWN, "not issued here",
                    box.renew(foreign, box.csr(), world.clock.instant()));
        }
    }

    @Test
    void aBoxThatRenewedAfterTheBackupProvesItselfByItsCertificateOfBefore() throws Exception {
        var second = new TestBox();
        var renewed = EnrolmentWorld.reply(
                world.renewals.renew(box.renew(first, second.csr(), world.clock.instant())));
        // As a database from before the renewal is.
        world.test.execute("delete from device_certificate where serial = '"
                + TestBox.certificate(renewed, 0).getSerialNumber().toString(16) + "'");
        var third = new TestBox();
        assertRefused(Refusal.CERTIFICATE_UNKNOWN, "restored",
                second.renew(renewed, third.csr(), world.clock.instant()));
        var again = EnrolmentWorld.reply(
                world.renewals.renew(box.renew(first, third.csr(), world.clock.instant())));
        assertEquals(third.keys.getPublic(), TestBox.certificate(again, 0).getPublicKey());
        assertEquals(third.keyId(), world.database.inTransaction(tx -> world.keys.find(tx, agent,
                third.keyId()).map(_ -> third.keyId()).orElseThrow()), "and is known by it");
    }

    @Test
    void aProofOfAnotherTimeIsRefusedWithTheTimeHere() throws Exception {
        for (Duration off : List.of(Duration.ofHours(25), Duration.ofHours(-25))) {
            assertRefused(Refusal.CLOCK_TOO_FAR, "here it is " + world.clock.instant(),
                    box.renew(first, box.csr(), world.clock.instant().plus(off)));
        }
        assertInstanceOf(Outcome.Issued.class, world.renewals.renew(
                box.renew(first, box.csr(), world.clock.instant().minus(Duration.ofHours(23)))));
    }

    @Test
    void aNewKeyMustNotBeAnotherAgents() throws Exception {
        var other = new TestBox();
        world.enrolled(other, "acme", store, agent + "-b");
        assertRefused(Refusal.RENEWAL_NOT_GRANTED, "another agent's",
                box.renew(first, other.csr(), world.clock.instant()));
    }

    @Test
    void whatIsNoRequestIsRefusedByItsField() {
        var good = request();
        assertMalformed("/csr", new RenewalRequest("!", good.certificate(), good.signedAt(),
                good.signature()));
        assertMalformed("/certificate", new RenewalRequest(good.csr(), "!", good.signedAt(),
                good.signature()));
        assertMalformed("/certificate", new RenewalRequest(good.csr(), "A".repeat(1 << 20), good.signedAt(),
                good.signature()));
        assertMalformed("/signature", new RenewalRequest(good.csr(), good.certificate(), good.signedAt(),
                "!"));
    }

    private static void assertMalformed(String pointer, RenewalRequest request) {
        assertEquals(pointer,
                assertThrows(MalformedRequestException.class, () -> world.renewals.renew(request)).pointer());
    }

    private static void assertRefused(Refusal why, String part, RenewalRequest request)
            throws MalformedRequestException {
        var refused = assertInstanceOf(Outcome.Refused.class, world.renewals.renew(request));
        assertEquals(why, refused.why());
        assertTrue(refused.detail().contains(part), refused.detail());
    }
}
