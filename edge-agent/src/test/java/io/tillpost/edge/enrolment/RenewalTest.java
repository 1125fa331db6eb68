package io.tillpost.edge.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.enrolment.https.HttpsDesks;
import io.tillpost.protocol.enrol.EnrolmentReply;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates follow each other over real HTTPS while the test turns the clock.
class RenewalTest {
    private static final long SEED = 7;
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
    private static final BoxPlace PLACE = new BoxPlace("acme", "s-1", "s-1-a");
    private static final Duration STEP = Duration.ofMinutes(30);
    private static final Duration TEN_YEARS = Duration.ofDays(3650);
    private static final String RENEWALS = "/v1/enrolment/renewals";

    @TempDir
    private Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    /// Head office's clock goes with the box's until a test parts them.
    private final TurnedClock centralClock = new TurnedClock("2026-03-02T08:00:00Z");
    private final List<String> alarms = new ArrayList<>();
    private final List<String> evidences = new ArrayList<>();
    private long nanos;
    private ScriptedCentral central;
    private IdentityFolder identities;
    private TrustedTime time;
    private Renewal renewal;

    private final class Told implements Alarm {
        @Override
        public void raise(String kind, String subject, String evidence) {
            alarms.add(kind);
            evidences.add(evidence);
        }

        @Override
        public void settle(String subject) {
            alarms.add("settled " + subject);
        }
    }

    @BeforeEach
    void enrol() throws Exception {
        central = new ScriptedCentral(centralClock);
        identities = new IdentityFolder(folder, IdentityFolderTest.VAULT);
        time = new TrustedTime(clock, folder, BUILT);
        var _ = new Enrolment(identities, new HttpsDesks(time), time, IdentityFolderTest.RANDOM)
                .enrol(central.code(), central.url(), PLACE);
        renewal = renewal(true);
    }

    @AfterEach
    void stop() {
        central.close();
    }

    @Test
    void nobodyIsAskedBeforeItIsTimeAndThenTheNextCertificateHasANewKey() throws Exception {
        BoxIdentity first = identities.required();
        pass(Duration.ofDays(39));
        assertEquals(0, renewals());
        assertEquals(IdentityStatus.State.VALID, renewal.status().orElseThrow().state());
        pass(Duration.ofDays(3));
        assertEquals(1, renewals());
        BoxIdentity second = identities.required();
        assertNotEquals(first.key().id(), second.key().id());
        assertTrue(second.validUntil().isAfter(first.validUntil()));
        assertTrue(renewal.status().orElseThrow().daysLeft() >= 57);
        assertNull(renewal.status().orElseThrow().detail());
        pass(Duration.ofDays(42));
        assertEquals(2, renewals());
    }

    @Test
    void theKeyStaysWhereThatIsWanted() throws Exception {
        renewal = renewal(false);
        BoxIdentity first = identities.required();
        pass(Duration.ofDays(42));
        assertEquals(first.key().id(), identities.required().key().id());
        assertNotEquals(first.serial(), identities.required().serial());
    }

    @Test
    void aLostAnswerIsAskedForAgainWithTheSameRequest() throws Exception {
        central.loseAnswer = true;
        pass(Duration.ofDays(42));
        assertEquals(2, renewals());
        assertEquals(1, requests());
    }

    @Test
    void aCertificateThatEndedBeforeItsLostAnswerCameIsFollowedByOneForANewKey() throws Exception {
        central.loseAnswer = true;
        pass(Duration.ofDays(39));
        for (int i = 0; renewals() == 0; i++) {
            assertTrue(i < 150, "asked within three days");
            pass(STEP);
        }
        central.failing = 503;
        pass(Duration.ofDays(70));
        assertEquals(1, requests(), "the same again and again");
        central.failing = 0;
        pass(Duration.ofHours(13));
        assertEquals(IdentityStatus.State.VALID, renewal.status().orElseThrow().state());
        assertTrue(identities.required().validUntil().isAfter(clock.instant().plus(Duration.ofDays(59))));
        assertEquals(2, requests());
    }

    @Test
    void aCertificateOfATimeThatHeadOfficeTookBackIsFollowedByOneForANewKey() throws Exception {
        BoxIdentity first = identities.required();
        clock.turn(Duration.ofDays(42));
        // Ahead by less than its own certificate's end would show, and the answer is lost.
        centralClock.turn(Duration.ofDays(42 + 90));
        central.loseAnswer = true;
        var _ = renewal.step();
        var _ = renewal.step();
        centralClock.turn(Duration.ofDays(-90));
        pass(Duration.ofDays(1));
        assertNotEquals(first.certificate(), identities.required().certificate());
        assertTrue(ReplyCheck.counts(identities.required().reply(), centralClock.instant()));
    }

    @Test
    void headOfficeIsAskedForWeeksWithGrowingPausesAndAlsoAfterTheEnd() throws Exception {
        BoxIdentity first = identities.required();
        central.failing = 503;
        pass(Duration.ofDays(58));
        long beforeTheEnd = renewals();
        assertTrue(beforeTheEnd > 60 && beforeTheEnd < 160, beforeTheEnd + " attempts in 17 days");
        assertEquals(IdentityStatus.State.RENEWAL_DUE, renewal.status().orElseThrow().state());
        assertEquals(List.of("settled certificate"), alarms);
        pass(Duration.ofDays(30));
        IdentityStatus expired = renewal.status().orElseThrow();
        assertEquals(IdentityStatus.State.EXPIRED, expired.state());
        assertEquals(0, expired.daysLeft());
        assertTrue(String.valueOf(expired.detail()).startsWith("certificate expired on " + first.validUntil()
                + ", renewal says: no answer from "), expired.detail());
        assertEquals(1, alarms.stream().filter("certificate-expired"::equals).count(), "told once");
        central.failing = 0;
        pass(Duration.ofHours(7));
        assertEquals(IdentityStatus.State.VALID, renewal.status().orElseThrow().state());
        assertEquals(List.of("settled certificate", "certificate-expired", "settled certificate",
                "settled certificate-renewal", "settled certificate"), alarms);
    }

    @Test
    void aRevokedBoxIsToldSoOnceAndKeepsWhatItHas() throws Exception {
        BoxIdentity first = identities.required();
        central.revoked = true;
        pass(Duration.ofDays(43));
        assertTrue(alarms.contains("certificate-not-renewed"));
        assertEquals(first.certificate(), identities.required().certificate());
        assertTrue(String.valueOf(renewal.status().orElseThrow().detail())
                .contains("403 renewal-not-granted"));
        assertTrue(renewals() < 16,
                "a refusal is not asked again every minute: " + renewals() + ", seed " + SEED);
    }

    @Test
    void aBoxThatHeadOfficeIsSilentToAndThatHasCertificatesEnoughIsNotTakenForRevoked() throws Exception {
        BoxIdentity first = identities.required();
        central.enough = true;
        for (int i = 0; i < 96; i++) {
            renewal.unheard();
            pass(STEP);
        }
        assertTrue(renewals() > 4, renewals() + " renewals");
        assertFalse(alarms.contains("certificate-not-renewed"), alarms.toString());
        central.enough = false;
        pass(Duration.ofDays(43));
        assertNotEquals(first.certificate(), identities.required().certificate());
        assertNull(renewal.status().orElseThrow().detail());
    }

    @Test
    void whatARefusalInASilenceHasToldSaysWhyAndIsOverOnceHeadOfficeIsHeardAgain() {
        renewal.heard();
        pass(STEP.multipliedBy(2));
        central.revoked = true;
        alarms.clear();
        renewal.unheard();
        pass(STEP.multipliedBy(4));
        assertEquals(List.of("certificate-not-renewed"), alarms);
        assertEquals(List.of("head office renews the certificate of 's-1-a' no more: revoked, too late or not"
                + " proven; if that stays so, enrol the box again"), evidences);
        renewal.heard();
        pass(STEP.multipliedBy(4));
        assertEquals(List.of("certificate-not-renewed", "settled certificate-renewal"), alarms);
    }

    @Test
    void aRefusalWhenTheNextCertificateIsDueIsOverWithTheNextCertificateAndNotBefore() {
        central.revoked = true;
        pass(Duration.ofDays(43));
        assertTrue(alarms.contains("certificate-not-renewed"));
        alarms.clear();
        renewal.heard();
        pass(STEP.multipliedBy(2));
        assertFalse(alarms.contains("settled certificate-renewal"), alarms.toString());
        central.revoked = false;
        pass(Duration.ofDays(1));
        assertTrue(alarms.contains("settled certificate-renewal"), alarms.toString());
    }

    @Test
    void aRefusedRenewalIsAskedForWithANewKey() {
        central.revoked = true;
        pass(Duration.ofDays(43));
        assertTrue(renewals() > 2, renewals() + " renewals");
        assertEquals(renewals(), requests(), "each for a key of its own");
    }

    @Test
    void aBrokerThatRefusesTheCertificateIsToldOnceAndUntilItTakesOne() {
        pass(Duration.ofHours(1));
        alarms.clear();
        renewal.refused("certificate_revoked");
        renewal.refused("certificate_revoked");
        pass(Duration.ofHours(2));
        assertEquals(List.of("certificate-refused"), alarms);
        assertEquals(
                "head office's broker refuses the certificate (certificate_revoked); if head office revoked"
                        + " it, enrol the box again",
                renewal.status().orElseThrow().detail());
        renewal.accepted();
        pass(Duration.ofHours(1));
        assertEquals(List.of("certificate-refused", "settled certificate-broker"), alarms);
        assertNull(renewal.status().orElseThrow().detail());
    }

    @Test
    void aBoxThatRenewedAfterTheBackupOfHeadOfficeComesBackByItsCertificateOfBefore() throws Exception {
        BoxIdentity first = identities.required();
        pass(Duration.ofDays(42));
        BoxIdentity second = identities.required();
        central.forgotten.add(second.certificate());
        alarms.clear();
        renewal.unheard();
        pass(STEP);
        BoxIdentity third = identities.required();
        assertNotEquals(second.certificate(), third.certificate());
        assertEquals(List.of("settled certificate", "settled certificate-renewal"), alarms);
        assertNull(renewal.status().orElseThrow().detail());
        // The one in between is unknown for good: head office may be restored to before this one, too.
        assertEquals(first.certificate(), identities.predecessor().orElseThrow().certificate());
        central.forgotten.add(third.certificate());
        renewal.unheard();
        pass(Duration.ofHours(7));
        assertNotEquals(third.certificate(), identities.required().certificate());
    }

    @Test
    void aBoxOfWhichHeadOfficeKnowsNoCertificateSaysWhyUntilItIsHeardAgain() throws Exception {
        pass(Duration.ofDays(42));
        central.forgotten.add(identities.required().certificate());
        central.revoked = true;
        alarms.clear();
        renewal.unheard();
        pass(Duration.ofHours(12));
        assertEquals(List.of("certificate-not-renewed"), alarms);
        assertEquals(
                "head office does not know the certificate of 's-1-a', and gives none for one before it: its"
                        + " database was restored to an earlier time; enrol the box again, with a new code and --again",
                renewal.status().orElseThrow().detail());
        renewal.heard();
        pass(STEP);
        assertEquals(List.of("certificate-not-renewed", "settled certificate-renewal"), alarms);
        assertNull(renewal.status().orElseThrow().detail());
    }

    @Test
    void aBoxThatWasNeverRenewedSaysThatHeadOfficeDoesNotKnowIt() throws Exception {
        central.forgotten.add(identities.required().certificate());
        renewal.unheard();
        pass(STEP.multipliedBy(2));
        assertTrue(String.valueOf(renewal.status().orElseThrow().detail())
                .startsWith("head office does not know the certificate of 's-1-a'"));
        assertTrue(alarms.contains("certificate-not-renewed"));
    }

    @Test
    void aHeadOfficeThatIsSilentForAnotherReasonIsNotAskedAllTheTime() throws Exception {
        BoxIdentity known = identities.required();
        for (int i = 0; i < 48; i++) {
            renewal.unheard();
            pass(STEP);
        }
        assertEquals(4, renewals(), "in a day");
        assertEquals(known.certificate(), identities.predecessor().orElseThrow().certificate(),
                "head office may be restored to before all of these");
        BoxIdentity last = identities.required();
        renewal.heard();
        pass(Duration.ofDays(42));
        assertEquals(last.certificate(), identities.predecessor().orElseThrow().certificate());
    }

    @Test
    void whatARunBeforeHasToldIsSettledOnceHeadOfficeIsHeard() throws Exception {
        Renewal next = renewal(true);
        var _ = next.step();
        alarms.clear();
        next.heard();
        var _ = next.step();
        var _ = next.step();
        assertEquals(List.of("settled certificate-renewal"), alarms);
    }

    @Test
    void aBoxWhoseClockIsWrongByDaysSignsByHeadOfficesClock() throws Exception {
        centralClock.turn(Duration.ofDays(3));
        pass(Duration.ofDays(42));
        assertEquals(2, renewals(), "refused once for the clock, then granted");
        assertEquals(renewedAt(), time.instant(), "and the box knows the time of then");
    }

    @Test
    void aDateThatHeadOfficeCannotRightlySayIsNotBelievedAndItsServerStaysTrusted() throws Exception {
        BoxIdentity first = identities.required();
        centralClock.turn(TEN_YEARS);
        pass(Duration.ofDays(42));
        assertEquals(clock.instant(), time.instant());
        assertEquals(first.certificate(), identities.required().certificate());
        assertTrue(String.valueOf(renewal.status().orElseThrow().detail()).contains("clock-too-far"));
        centralClock.turn(TEN_YEARS.negated());
        pass(Duration.ofHours(7));
        assertNotEquals(first.certificate(), identities.required().certificate());
        assertEquals(IdentityStatus.State.VALID, renewal.status().orElseThrow().state());
    }

    @Test
    void aBoxWhoseClockIsFarAheadIsNotRenewedAllTheTime() throws Exception {
        clock.turn(Duration.ofDays(90));
        pass(Duration.ofDays(1));
        assertNotEquals(0, renewals());
        assertTrue(renewals() <= 16, renewals() + " requests, two for each certificate");
        assertTrue(ReplyCheck.counts(identities.required().reply(), centralClock.instant()));
    }

    @Test
    void aBoxThatForgotItsClockGoesOnFromTheLastGoodTime() throws Exception {
        pass(Duration.ofDays(42));
        Instant heard = renewedAt();
        var reborn = new TrustedTime(new TurnedClock("1970-01-01T00:00:00Z"), folder, BUILT);
        assertEquals(heard, reborn.instant());
    }

    @Test
    void whatHeadOfficeShouldNotSayChangesNothing() throws Exception {
        BoxIdentity first = identities.required();
        var other = new TestAuthority("other", clock.instant());
        for (ScriptedReply bad : List.<ScriptedReply>of(reply -> renamed(reply, "s-9", reply.agent()),
                reply -> renamed(reply, reply.store(), "s-9-z"), reply -> from(other, reply))) {
            central.spoil = reply -> {
                try {
                    return bad.spoil(reply);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            };
            pass(Duration.ofDays(14));
            assertEquals(first.certificate(), identities.required().certificate());
        }
        central.spoil = reply -> reply;
        pass(Duration.ofDays(1));
        assertNotEquals(first.certificate(), identities.required().certificate());
    }

    @Test
    void anAuthorityIsFollowedByTheOneThatItSigned() throws Exception {
        BoxIdentity first = identities.required();
        var successor = new TestAuthority("head office 2", clock.instant());
        var cross = central.authority.cross(successor, BUILT, clock.instant().plus(Duration.ofDays(900)));
        central.spoil = reply -> {
            try {
                byte[] own = Base64.getDecoder().decode(reply.certificates().getFirst());
                var issued = successor.box(ReplyCheck.certificate(own).getPublicKey(), reply.agent(),
                        clock.instant().minusSeconds(60), clock.instant().plus(ScriptedCentral.LIFETIME));
                return central.reply(reply.agent(), List.of(issued, cross, successor.certificate), issued);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        pass(Duration.ofDays(42));
        BoxIdentity second = new IdentityFolder(folder, IdentityFolderTest.VAULT).required();
        assertEquals(successor.certificate, second.authority());
        assertEquals(List.of(first.authority(), successor.certificate), second.trusted());
        assertEquals(List.of(second.certificate(), cross), second.shown());
        central.alsoIssuedBy = successor.certificate;
        pass(Duration.ofDays(42));
        assertEquals(2, renewals(), "head office still proves itself by the authority before");
        assertNotEquals(second.certificate(), identities.required().certificate());
    }

    @Test
    void anUnknownServerGetsNoRequest() throws Exception {
        try (var other = new ScriptedCentral(centralClock)) {
            var policy = new Renewal.Policy(true, other.url());
            renewal = new Renewal(identities, new HttpsDesks(time), policy, new Told(), time, () -> nanos,
                    IdentityFolderTest.RANDOM);
            pass(Duration.ofDays(42));
            assertEquals(List.of(), other.asked);
            assertTrue(String.valueOf(renewal.status().orElseThrow().detail()).contains("NOT_TRUSTED"));
        }
    }

    @Test
    void aBoxThatIsNotEnrolledWaitsUntilItIs() {
        var none = new Renewal(new IdentityFolder(folder.resolve("none"), IdentityFolderTest.VAULT),
                new HttpsDesks(time), new Renewal.Policy(true, null), new Told(), time, () -> nanos,
                IdentityFolderTest.RANDOM);
        assertFalse(none.step().isZero());
        assertTrue(none.status().isEmpty());
        none.close();
    }

    private interface ScriptedReply {
        EnrolmentReply spoil(EnrolmentReply reply) throws Exception;
    }

    private static EnrolmentReply renamed(EnrolmentReply reply, String store, String agent) {
        return new EnrolmentReply(reply.tenant(), store, agent, reply.certificates(), reply.brokerHost(),
                reply.brokerPort(), reply.renewAfter());
    }

    private EnrolmentReply from(TestAuthority other, EnrolmentReply reply) throws Exception {
        byte[] first = Base64.getDecoder().decode(reply.certificates().getFirst());
        return central.reply(reply.agent(),
                List.of(other.box(ReplyCheck.certificate(first).getPublicKey(), reply.agent(),
                        clock.instant(), clock.instant().plus(ScriptedCentral.LIFETIME)), other.certificate),
                ReplyCheck.certificate(first));
    }

    /// By head office's clock, which backdates by a minute.
    private Instant renewedAt() throws Exception {
        return identities.required().certificate().getNotBefore().toInstant().plusSeconds(60);
    }

    private Renewal renewal(boolean newKeys) {
        return new Renewal(identities, new HttpsDesks(time), new Renewal.Policy(newKeys, null), new Told(),
                time, () -> nanos, seeded());
    }

    /// The moments of asking are drawn: with one seed they are the same in every run.
    private static SecureRandom seeded() {
        try {
            var random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(SEED);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA1PRNG", e);
        }
    }

    private long renewals() {
        return central.asked.stream().filter(RENEWALS::equals).count();
    }

    /// How many different ones were asked for certificates with.
    private long requests() {
        return central.bodies.stream()
                .filter(body -> body.contains("signedAt"))
                .map(body -> body.replaceAll(".*\"csr\":\"([^\"]*)\".*", "$1"))
                .distinct()
                .count();
    }

    /// Steps every half hour.
    private void pass(Duration duration) {
        for (long i = 0; i < duration.dividedBy(STEP); i++) {
            clock.turn(STEP);
            centralClock.turn(STEP);
            nanos += STEP.toNanos();
            var _ = renewal.step();
        }
    }
}
