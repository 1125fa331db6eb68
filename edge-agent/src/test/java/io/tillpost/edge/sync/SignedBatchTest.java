package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.enrolment.DeviceKey;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Head office can prove which box said a batch; here the test proves it, with the public key alone.
class SignedBatchTest {
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2), null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private final VirtualTime time = new VirtualTime();
    private final IdSource ids = IdSource.uuidV7(time, new Random(1));
    private final Sent sent = new Sent();
    private DeviceKey key = DeviceKey.born(new SecureRandom());
    private int signings;
    private SqliteJournal journal;
    private LaneSender sender;

    private static final class Sent implements Wire {
        private final List<BatchHeader> headers = new ArrayList<>();
        private final List<HeadSignature> signatures = new ArrayList<>();

        @Override
        public void connect(UUID nonce, Listener listener) {}

        @Override
        public void disconnect() {}

        @Override
        public void send(Hello hello, Optional<HeadSignature> signature) {}

        @Override
        public void send(BatchHeader header, Optional<HeadSignature> signature, byte[] payload) {
            headers.add(header);
            signatures.add(signature.orElseThrow());
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        journal = SqliteJournal.open(folder,
                new Origin("acme", "acme-de", "s-1", "s-1-a", ZoneOffset.UTC, "0.1.0"), time, ids,
                time::nanos, TestKeys.KEYS, TestKeys.RANDOM);
        var story = new Story(journal.outbox(), journal.lineage(), journal.succession(), TailSource.none(),
                new Incidents(journal, () -> STAMP));
        sender = new LaneSender(Lane.FIN, story,
                new Speaker(new Identity("s-1-a", "s-1", "0.1.0"), sent, this::sign), Timings.DEFAULT, ids,
                new LaneReunion(Lane.FIN, story.reunion(), new Elsewhere(Runnable::run, Runnable::run),
                        time::nanos),
                () -> {}, Failpoints.NONE);
        for (int i = 0; i < 4; i++) {
            journal.commit(unit -> unit.append(STAMP, new SaleStarted(new SaleId(ids.next()))));
        }
        sender.welcomed(new LaneWelcome(sender.head().journal(), 0, null, Action.CONTINUE),
                new Credit(100_000, 2, 0));
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    @Test
    void aBatchSentAgainCarriesTheSameSignatureAlsoWhenTheKeyHasChanged() throws Exception {
        PublicKey first = key.open();
        var _ = sender.step(time.nanos());
        assertEquals(2, signings, "the batch under way, and the next one");
        key = DeviceKey.born(new SecureRandom());
        time.advance(Duration.ofMinutes(2));
        var _ = sender.step(time.nanos());
        assertEquals(2, sent.headers.size());
        assertEquals(2, signings, "signed once each");
        assertArrayEquals(sent.signatures.getFirst().signature(), sent.signatures.getLast().signature());
        assertTrue(isSignedBy(first, sent.headers.getLast(), sent.signatures.getLast()));
        assertFalse(isSignedBy(key.open(), sent.headers.getLast(), sent.signatures.getLast()));
    }

    @Test
    void theSignatureIsOfThisBatchAndNoOther() throws Exception {
        var _ = sender.step(time.nanos());
        BatchHeader header = sent.headers.getFirst();
        assertTrue(isSignedBy(key.open(), header, sent.signatures.getFirst()));
        var other = new BatchHeader(header.batchId(), header.journal(), header.from() + 1, header.count(),
                header.prev(), header.head(), header.traceparent());
        assertFalse(isSignedBy(key.open(), other, sent.signatures.getFirst()));
        assertEquals(key.id(), sent.signatures.getFirst().key());
    }

    private static boolean isSignedBy(PublicKey open, BatchHeader header, HeadSignature signature)
            throws Exception {
        var verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(open);
        verifier.update(HeadSignature.signedBytes("acme", "s-1", "s-1-a", header));
        return verifier.verify(signature.signature());
    }

    private Optional<HeadSignature> sign(HeadSignature.Said said) {
        signings++;
        byte[] bytes = said.bytes("acme", "s-1", "s-1-a");
        return Optional.of(new HeadSignature(key.id(), key.sign(bytes)));
    }
}
