package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.central.enrolment.sql.SqlBoxKeys;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.HeadSignature;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Batches are taken from the box that they say they are of, as its signature over their head proves.
class HeadsTest {
    private static final EnrolmentWorld ENROLMENT = new EnrolmentWorld();
    private static int counter;

    private final IngestWorld world = new IngestWorld(ENROLMENT.test);
    private final Heads heads = new Heads(ENROLMENT.database, ENROLMENT.keys, Heads.Unsigned.REFUSE);
    private final Ingest ingest = world.ingest(heads);
    private final TestBox box = new TestBox();
    private SimulatedStore store = world.welcomed("s0", 1);

    @AfterAll
    static void stop() {
        ENROLMENT.close();
    }

    @BeforeEach
    void enrol() {
        store = world.welcomed("s" + ++counter, counter);
        store.cashSale(1190);
        ENROLMENT.enrolled(box, world.tenant, store.place.store(), store.place.agent());
    }

    private HeadSignature signed(TestBox by, BatchHeader header) {
        return by.sign(world.tenant, store.place.store(), store.place.agent(), header);
    }

    private Downlink send(Optional<HeadSignature> signature) {
        return send(ingest, signature);
    }

    private Downlink send(Ingest to, Optional<HeadSignature> signature) {
        return to.apply(store.place.store(), store.header(1, 3), store.payload(1, 3), signature);
    }

    private void assertForeign(String part, Optional<HeadSignature> signature) {
        var nack = assertInstanceOf(Nack.class, send(signature));
        assertEquals(Nack.Reason.UNPROVEN, nack.reason());
        assertTrue(nack.detail().contains(part), nack.detail());
        assertEquals("0", world.count(ENROLMENT.test, "event"), "nothing was taken");
        assertEquals("batch-signature-wrong", ENROLMENT.test.value(
                "select kind from incident where subject = '" + store.key.journalId() + "'"));
    }

    @Test
    void aBatchThatItsBoxHasSignedIsTakenAndItsProofIsKept() {
        var signature = signed(box, store.header(1, 3));
        assertEquals(3, assertInstanceOf(Ack.class, send(Optional.of(signature))).seq());
        assertEquals(3, assertInstanceOf(Ack.class, send(Optional.of(signature))).seq(), "sent again");
        assertEquals("1 3 " + store.header(1, 3).head() + " " + box.keyId(), ENROLMENT.test.value(
                "select from_seq || ' ' || to_seq || ' ' || encode(head_hash, 'hex') || ' ' || encode(key_id, 'hex')"
                        + " from batch_signature where tenant = '" + world.tenant + "'"));
        world.assertLedgerHolds();
    }

    @Test
    void aBatchThatNobodySignedIsNotTakenUnlessThatIsConfigured() {
        assertForeign("not signed", Optional.empty());
        var lenient = world.ingest(new Heads(ENROLMENT.database, ENROLMENT.keys, Heads.Unsigned.ACCEPT));
        assertInstanceOf(Ack.class, send(lenient, Optional.empty()));
    }

    @Test
    void aWrongSignatureIsNotTakenEvenWhereUnsignedOnesAre() {
        var lenient = world.ingest(new Heads(ENROLMENT.database, ENROLMENT.keys, Heads.Unsigned.ACCEPT));
        var nack = assertInstanceOf(Nack.class, send(lenient, Optional.of(signed(new TestBox(),
                store.header(1, 3)))));
        assertEquals(Nack.Reason.UNPROVEN, nack.reason());
    }

    @Test
    void aKeyThatNobodyKnowsProvesNothing() {
        var stranger = new TestBox();
        assertForeign("no box is known with key " + stranger.keyId(),
                Optional.of(signed(stranger, store.header(1, 3))));
    }

    @Test
    void anotherBoxOfTheSameStoreCannotSpeakForThisOne() {
        var other = new TestBox();
        String agent = store.place.agent() + "-b";
        ENROLMENT.enrolled(other, world.tenant, store.place.store(), agent);
        assertForeign("expected agent '" + store.place.agent() + "'",
                Optional.of(other.sign(world.tenant, store.place.store(), agent, store.header(1, 3))));
        assertForeign("not by key", Optional.of(signed(other, store.header(1, 3))));
    }

    @Test
    void aHelloIsAnsweredIfTheBoxThatItNamesHasSignedIt() {
        var greeting = new Greeting(ENROLMENT.database, world.stores, world.journals, world.incidents,
                Clock.systemUTC(), Downward.NONE, () -> Credit.DEFAULT, (_, _) -> List.of(), heads);
        var next = new SimulatedStore(store.place, Lane.FIN, 7, store.asParent(3), 99);
        var hello = next.hello(0);
        var said = HeadSignature.Said.hello(hello.bytes());
        var other = new TestBox();
        String agent = store.place.agent() + "-b";
        ENROLMENT.enrolled(other, world.tenant, store.place.store(), agent);
        var forged = List.of(Optional.<HeadSignature>empty(),
                Optional.of(other.sign(world.tenant, store.place.store(), agent, said)),
                Optional.of(other.sign(world.tenant, store.place.store(), store.place.agent(), said)),
                Optional.of(box.sign(world.tenant, store.place.store(), store.place.agent(),
                        HeadSignature.Said.hello(store.hello(0).bytes()))));
        for (Optional<HeadSignature> signature : forged) {
            assertEquals(Optional.empty(),
                    greeting.answer(store.place.store(), hello, hello.bytes(), signature));
        }
        assertEquals("hello-forged", ENROLMENT.test.value(
                "select kind from incident where subject = '" + store.place.agent() + "'"));
        assertInstanceOf(Ack.class, send(Optional.of(signed(box, store.header(1, 3)))));
        assertTrue(greeting.answer(store.place.store(), hello, hello.bytes(), Optional.of(
                box.sign(world.tenant, store.place.store(), store.place.agent(), said))).isPresent());
    }

    @Test
    void aBoxOfAnotherStoreOrTenantCannotSpeakForThisOne() {
        var elsewhere = new IngestWorld(ENROLMENT.test);
        var theirs = elsewhere.welcomed("x", 7);
        var other = new TestBox();
        ENROLMENT.enrolled(other, elsewhere.tenant, theirs.place.store(), theirs.place.agent());
        assertForeign("not by key", Optional.of(signed(other, store.header(1, 3))));
        assertForeign("not by key", Optional.of(other.sign(elsewhere.tenant, theirs.place.store(),
                theirs.place.agent(), store.header(1, 3))));
    }

    @Test
    void aSignatureOverAnotherHeadOrOfGarbageIsNone() {
        store.cashSale(500);
        assertForeign("not by key", Optional.of(signed(box, store.header(1, 6))));
        byte[] cut = signed(box, store.header(1, 3)).signature();
        for (byte[] garbage : new byte[][]{{}, {1, 2, 3}, new byte[72],
            Arrays.copyOf(cut, cut.length - 1)}) {
            assertForeign("not by key", Optional.of(new HeadSignature(box.keyId(), garbage)));
        }
        assertInstanceOf(Ack.class, send(Optional.of(signed(box, store.header(1, 3)))));
    }

    @Test
    void aRevokedBoxSpeaksNoMoreFromThatMomentOn() {
        assertInstanceOf(Ack.class, send(Optional.of(signed(box, store.header(1, 3)))));
        store.cashSale(500);
        ENROLMENT.revoke(world.tenant, store.place.agent(), RevocationReason.KEY_COMPROMISE);
        var nack = assertInstanceOf(Nack.class, ingest.apply(store.place.store(), store.header(4, 6),
                store.payload(4, 6), Optional.of(signed(box, store.header(4, 6)))));
        assertEquals(Nack.Reason.UNPROVEN, nack.reason());
        assertTrue(nack.detail().contains("revoked"), nack.detail());
    }

    @Test
    void theBoxInItsPlaceSpeaksAndTheOneBeforeDoesNot() {
        assertInstanceOf(Ack.class, send(Optional.of(signed(box, store.header(1, 3)))));
        var replacement = new TestBox();
        ENROLMENT.enrolled(replacement, world.tenant, store.place.store(), store.place.agent());
        store.cashSale(500);
        var header = store.header(4, 6);
        assertInstanceOf(Nack.class, ingest.apply(store.place.store(), header, store.payload(4, 6),
                Optional.of(signed(box, header))));
        assertInstanceOf(Ack.class, ingest.apply(store.place.store(), header, store.payload(4, 6),
                Optional.of(signed(replacement, header))));
    }

    @Test
    void aKeySpeaksAfterItsCertificatesEndAsLongAsItCouldBeRenewed() {
        var later = new EnrolmentWorld.TurnedClock();
        var keys = new SqlBoxKeys(later);
        var patient = world.ingest(new Heads(ENROLMENT.database, keys, Heads.Unsigned.REFUSE));
        later.turn(Duration.ofDays(462));
        assertInstanceOf(Nack.class, send(patient, Optional.of(signed(box, store.header(1, 3)))));
        later.turn(Duration.ofDays(-4));
        assertInstanceOf(Ack.class, send(patient, Optional.of(signed(box, store.header(1, 3)))));
    }

    /// What a batch of up to 1,000 events pays for its proof, outside of its transaction. The bound is loose: machines that
    /// run tests are busy.
    @Test
    void aSignatureIsVerifiedInMilliseconds() {
        var header = store.header(1, 3);
        var signature = Optional.of(signed(box, header));
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertInstanceOf(Heads.Claim.Signed.class,
                        heads.claim(store.place.store(), HeadSignature.Said.batch(header), signature));
            }
            best = Math.min(best, (System.nanoTime() - start) / 100);
        }
        System.out.println("a batch's signature is verified in " + best / 1000 + " µs");
        assertTrue(best < Duration.ofMillis(20).toNanos(), best + " ns");
    }

    @Test
    void aKeyIsATokensProofWhileItIsAJournalsProof() {
        var found = ENROLMENT.database
                .inTransaction(tx -> ENROLMENT.keys.find(tx, store.place.agent(), box.keyId()))
                .orElseThrow();
        assertEquals(world.tenant, found.tenant());
        assertEquals(store.place.store(), found.store());
        assertEquals(box.keys.getPublic(), found.key());
        assertTrue(ENROLMENT.database
                .inTransaction(tx -> ENROLMENT.keys.find(tx, "another-box", box.keyId()))
                .isEmpty());
        ENROLMENT.revoke(world.tenant, store.place.agent(), RevocationReason.CESSATION_OF_OPERATION);
        assertTrue(ENROLMENT.database
                .inTransaction(tx -> ENROLMENT.keys.find(tx, store.place.agent(), box.keyId()))
                .isEmpty());
    }
}
