package io.tillpost.central.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.journal.Hash;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A code brings a box in: once, soon, for the agent it was made for, and for a key that the box has.
class EnrolmentTest {
    private static EnrolmentWorld world;
    private static int counter;

    private final String store = "s" + ++counter;
    private final String agent = "box-" + counter;

    @BeforeAll
    static void start() {
        world = new EnrolmentWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private String code() {
        world.store("acme", store);
        return world.code("acme", store, agent);
    }

    private static String incidents(String kind, String subject) {
        return world.test.value("select coalesce(sum(seen), 0) from incident where kind = '" + kind
                + "' and subject = '" + subject + "'");
    }

    @Test
    void aBoxGetsACertificateThatNamesItsAgentWhateverItAskedFor() throws Exception {
        var box = new TestBox();
        EnrolmentReply reply = EnrolmentWorld.reply(
                world.enrolment.enrol(new EnrolmentRequest(code(), box.csr("CN=central, O=someone else"))));
        assertEquals(List.of("acme", store, agent, "mq.example.com", 8883),
                List.of(reply.tenant(), reply.store(), reply.agent(), reply.brokerHost(),
                        reply.brokerPort()));
        var certificate = TestBox.certificate(reply, 0);
        var authority = TestBox.certificate(reply, 1);
        certificate.verify(authority.getPublicKey());
        authority.verify(authority.getPublicKey());
        assertEquals("CN=" + agent + ",OU=box", certificate.getSubjectX500Principal().getName());
        assertEquals(box.keys.getPublic(), certificate.getPublicKey());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), certificate.getExtendedKeyUsage());
        assertEquals(-1, certificate.getBasicConstraints(), "it can make no certificates");
        assertEquals(world.clock.instant().plus(Duration.ofDays(60)), certificate.getNotAfter().toInstant());
        assertTrue(reply.renewAfter().isAfter(world.clock.instant().plus(Duration.ofDays(39))));
        assertTrue(reply.renewAfter().isBefore(world.clock.instant().plus(Duration.ofDays(41))));
        assertEquals(true, world.database.inTransaction(
                tx -> world.stores.isRegistered(tx, "acme", store, agent)));
    }

    @Test
    void theSameRequestWithTheSameCodeGivesTheSameCertificateWhileTheCodeLasts() throws Exception {
        var request = new TestBox().enrol(code());
        var first = world.enrolment.enrol(request);
        assertInstanceOf(Outcome.Issued.class, first);
        assertEquals(first, world.enrolment.enrol(request));
        world.clock.turn(Duration.ofMinutes(16));
        assertNotTaken(request);
    }

    @Test
    void aUsedCodeIsNotTakenFromAnotherRequestAndThatIsAnIncident() throws Exception {
        String code = code();
        var box = new TestBox();
        EnrolmentWorld.reply(world.enrolment.enrol(box.enrol(code)));
        assertNotTaken(new TestBox().enrol(code));
        assertEquals("1", incidents("enrolment-refused", agent));
    }

    @Test
    void afterFiveRefusedUsesTheCodeIsGoodNoMoreEvenForItsOwnRequest() throws Exception {
        var request = new TestBox().enrol(code());
        EnrolmentWorld.reply(world.enrolment.enrol(request));
        for (int i = 0; i < 5; i++) {
            assertNotTaken(new TestBox().enrol(request.code()));
        }
        assertNotTaken(request);
    }

    @Test
    void aCodeLastsFifteenMinutes() throws Exception {
        String code = code();
        world.clock.turn(Duration.ofMinutes(15));
        assertNotTaken(new TestBox().enrol(code));
    }

    @Test
    void aCodeThatWasNeverMadeIsNotTaken() throws Exception {
        assertNotTaken(new TestBox().enrol(
                EnrolmentCode.of(new byte[10], world.keeper.current().orElseThrow().fingerprint()).text()));
    }

    @Test
    void aCodeThatNamesAnotherAuthorityIsNotTaken() throws Exception {
        byte[] secret = EnrolmentCode.parse(code()).secret();
        assertNotTaken(new TestBox().enrol(EnrolmentCode.of(secret, Hash.of(new byte[32])).text()));
    }

    @Test
    void aNewerCodeForTheSameAgentEndsTheOneBefore() throws Exception {
        String first = code();
        String second = world.code("acme", store, agent);
        assertNotTaken(new TestBox().enrol(first));
        EnrolmentWorld.reply(world.enrolment.enrol(new TestBox().enrol(second)));
    }

    @Test
    void ofTwoThatUseACodeAtOnceOneGetsACertificate() throws Exception {
        String code = code();
        var requests = IntStream.range(0, 8).mapToObj(_ -> new TestBox().enrol(code)).toList();
        var start = new CyclicBarrier(requests.size());
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = pool.invokeAll(requests.stream().<Callable<Outcome>>map(request -> () -> {
                start.await();
                return world.enrolment.enrol(request);
            }).toList());
            int issued = 0;
            for (var outcome : outcomes) {
                issued += outcome.get() instanceof Outcome.Issued ? 1 : 0;
            }
            assertEquals(1, issued);
        }
        assertEquals("1", world.test.value(
                "select count(*) from device_certificate where agent = '" + agent + "'"));
    }

    @Test
    void theSameRequestSentManyTimesAtOnceGivesOneCertificate() throws Exception {
        var request = new TestBox().enrol(code());
        var start = new CyclicBarrier(6);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = pool.invokeAll(IntStream.range(0, 6).<Callable<Outcome>>mapToObj(_ -> () -> {
                start.await();
                return world.enrolment.enrol(request);
            }).toList());
            for (var outcome : outcomes) {
                assertEquals(outcomes.getFirst().get(), outcome.get());
            }
        }
    }

    @Test
    void anotherBoxInItsPlaceEndsTheCertificatesOfTheOneBefore() throws Exception {
        world.store("acme", store);
        var old = new TestBox();
        EnrolmentReply before = world.enrolled(old, "acme", store, agent);
        EnrolmentReply after = world.enrolled(new TestBox(), "acme", store, agent);
        assertNotEquals(before.certificates().getFirst(), after.certificates().getFirst());
        assertEquals("superseded", world.test.value("select reason from device_certificate where serial = '"
                + TestBox.certificate(before, 0).getSerialNumber().toString(16) + "'"));
        var refused = assertInstanceOf(Outcome.Refused.class,
                world.renewals.renew(old.renew(before, old.csr(), world.clock.instant())));
        assertEquals(Refusal.RENEWAL_NOT_GRANTED, refused.why());
    }

    @Test
    void aKeyThatAnotherAgentHasIsNotTaken() throws Exception {
        world.store("acme", store);
        var box = new TestBox();
        world.enrolled(box, "acme", store, agent);
        assertNotTaken(box.enrol(world.code("acme", store, agent + "-clone")));
    }

    @Test
    void aKeyThatWasGivenUpAsCompromisedIsNeverTakenAgain() throws Exception {
        world.store("acme", store);
        var box = new TestBox();
        world.enrolled(box, "acme", store, agent);
        world.revoke("acme", agent, RevocationReason.KEY_COMPROMISE);
        String code = world.code("acme", store, agent);
        assertNotTaken(box.enrol(code));
        EnrolmentWorld.reply(world.enrolment.enrol(new TestBox().enrol(code)));
    }

    @Test
    void aCodeIsForAStoreOfTheTenantAndAnAgentOfNoOtherStore() {
        world.store("acme", store);
        assertInstanceOf(EnrolmentCodes.Made.NoStore.class, world.make("other", store, agent));
        assertInstanceOf(EnrolmentCodes.Made.NoStore.class, world.make("acme", "nowhere", agent));
        world.store("acme", store + "-b", agent);
        assertInstanceOf(EnrolmentCodes.Made.AgentTaken.class, world.make("acme", store, agent));
        assertThrows(IllegalArgumentException.class, () -> world.make("acme", store, "No Good"));
    }

    /// The box moved, and has an old certificate of the store that it was at.
    @Test
    void norByTheRevocationOfABoxThatWasThere() throws Exception {
        world.store("acme", store);
        world.store("acme", store + "-b");
        world.enrolled(new TestBox(), "acme", store, agent);
        world.store("acme", store);
        String code = world.code("acme", store + "-b", agent);
        var revoked = world.database.inTransaction(tx -> world.revocations.revoke(tx, "acme", agent,
                RevocationReason.SUPERSEDED, new EnrolmentCodes.Asker("of " + store, false))).orElseThrow();
        assertEquals(Set.of(), revoked.withdrawn());
        EnrolmentWorld.reply(world.enrolment.enrol(new TestBox().enrol(code)));
    }

    @Test
    void theCodeOfOneStoreIsNotEndedByAnother() throws Exception {
        world.store("acme", store);
        world.store("acme", store + "-b");
        String open = world.code("acme", store, agent);
        assertInstanceOf(EnrolmentCodes.Made.AgentTaken.class, world.make("acme", store + "-b", agent));
        String newer = world.code("acme", store, agent);
        assertNotTaken(new TestBox().enrol(open));
        EnrolmentWorld.reply(world.enrolment.enrol(new TestBox().enrol(newer)));
    }

    @Test
    void whoHasTheWholeTenantEndsTheCodeOfAnotherStore() throws Exception {
        world.store("acme", store);
        world.store("acme", store + "-b");
        String open = world.code("acme", store, agent);
        var made = assertInstanceOf(EnrolmentCodes.Made.Code.class,
                world.make("acme", store + "-b", agent, true));
        assertEquals(Set.of(store), made.withdrawn());
        assertInstanceOf(EnrolmentCodes.Made.AgentTaken.class, world.make("acme", store, agent));
        assertNotTaken(new TestBox().enrol(open));
        EnrolmentWorld.reply(world.enrolment.enrol(new TestBox().enrol(made.code().text())));
    }

    @Test
    void aCodeThatNobodyUsedInTimeKeepsTheNameForNoStore() throws Exception {
        world.store("acme", store);
        world.store("acme", store + "-b");
        String late = world.code("acme", store, agent);
        world.clock.turn(EnrolmentRules.CODE_LIFETIME);
        String code = world.code("acme", store + "-b", agent);
        assertNotTaken(new TestBox().enrol(late));
        EnrolmentWorld.reply(world.enrolment.enrol(new TestBox().enrol(code)));
    }

    @Test
    void noBoxGetsTheNameOfANodeOfHeadOfficeForTheBrokerWouldTakeItForOne() throws Exception {
        world.store("acme", store, "foreign-node");
        assertInstanceOf(EnrolmentCodes.Made.AgentTaken.class, world.make("acme", store, "foreign-node"));
        world.keeper.issueNode(agent + "-n", Duration.ofDays(1));
        world.clock.turn(Duration.ofDays(2));
        assertInstanceOf(EnrolmentCodes.Made.AgentTaken.class, world.make("acme", store, agent + "-n"));
    }

    @Test
    void aBoxWhoseNameANodeWasGivenMeanwhileGetsNoCertificate() throws Exception {
        String code = code();
        world.keeper.issueNode(agent, Duration.ofDays(1));
        assertNotTaken(new TestBox().enrol(code));
    }

    @Test
    void anAgentThatWasGivenToAnotherStoreMeanwhileIsNotTakenFromIt() throws Exception {
        String code = code();
        world.store("acme", store + "-b", agent);
        assertNotTaken(new TestBox().enrol(code));
    }

    @Test
    void revocationEndsACodeThatNobodyHasUsedYet() throws Exception {
        world.store("acme", store, agent);
        String code = world.code("acme", store, agent);
        world.revoke("acme", agent, RevocationReason.CESSATION_OF_OPERATION);
        assertNotTaken(new TestBox().enrol(code));
    }

    @Test
    void whatIsNoRequestIsRefusedByItsFieldAndCostsNothing() throws Exception {
        String code = code();
        var box = new TestBox();
        assertMalformed("/code", "mistyped", new EnrolmentRequest(flipped(code), box.csr()));
        assertMalformed("/code", "characters", new EnrolmentRequest("123", box.csr()));
        assertMalformed("/csr", "not base 64", new EnrolmentRequest(code, "***"));
        assertMalformed("/csr", "no PKCS #10", new EnrolmentRequest(code, ""));
        assertMalformed("/csr", "no PKCS #10", new EnrolmentRequest(code, base64("garbage".getBytes(UTF_8))));
        assertMalformed("/csr", "at most 4096 bytes", new EnrolmentRequest(code, base64(new byte[1 << 20])));
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertMalformed("/csr", "algorithm", new EnrolmentRequest(code, new TestBox(rsa).csr()));
        assertMalformed("/csr", "P-256",
                new EnrolmentRequest(code, new TestBox(TestBox.ecKeys("secp384r1")).csr()));
        assertMalformed("/csr", "not by the key",
                new EnrolmentRequest(code, TestBox.csr("CN=x", new TestBox().keys, box.keys.getPrivate(),
                        "SHA256withECDSA")));
        byte[] cut = Base64.getDecoder().decode(box.csr());
        for (int length = 0; length < cut.length; length += 7) {
            String part = base64(java.util.Arrays.copyOf(cut, length));
            assertThrows(MalformedRequestException.class,
                    () -> world.enrolment.enrol(new EnrolmentRequest(code, part)));
        }
        EnrolmentWorld.reply(world.enrolment.enrol(box.enrol(code)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String flipped(String code) {
        return (code.charAt(0) == '0' ? '1' : '0') + code.substring(1);
    }

    private static void assertMalformed(String pointer, String part, EnrolmentRequest request) {
        var e = assertThrows(MalformedRequestException.class, () -> world.enrolment.enrol(request));
        assertEquals(pointer, e.pointer());
        assertTrue(e.reason().contains(part), e.reason());
        assertTrue(!e.reason().contains(request.code()) || request.code().length() < 5,
                "no code in messages");
    }

    private static void assertNotTaken(EnrolmentRequest request) throws MalformedRequestException {
        var refused = assertInstanceOf(Outcome.Refused.class, world.enrolment.enrol(request));
        assertEquals(Refusal.CODE_NOT_TAKEN, refused.why());
    }

    @Test
    void onlyTheHashOfACodesSecretIsKept() {
        String code = code();
        assertEquals("0", world.test.value("select count(*) from enrolment_code where secret_hash = '\\x"
                + java.util.HexFormat.of().formatHex(EnrolmentCode.parse(code).secret()) + "'::bytea"));
        assertEquals("EnrolmentCode[hidden]", EnrolmentCode.parse(code).toString());
    }
}
