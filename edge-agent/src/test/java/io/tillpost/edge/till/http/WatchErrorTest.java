package io.tillpost.edge.till.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.LetteredFolders;
import io.tillpost.edge.enrolment.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nobody starts again goes on after an Error, e.g. memory that was short for a moment.
class WatchErrorTest {
    private static final int LONG_SECONDS = 30;

    @TempDir(factory = LetteredFolders.class)
    private Path folder;

    @Test
    void aNewCertificateIsUsedThoughMemoryWasShort() throws Exception {
        var keys = new TillKeys(folder.resolve("till.pem"), folder.resolve("till.key.pem"));
        Instant now = Clock.systemUTC().instant();
        KeyStore made = new TestAuthority("store", now).serverKeys(now.minusSeconds(60),
                now.plus(Duration.ofDays(9)), "localhost");
        write(keys.certFile(), "CERTIFICATE", made.getCertificate("server").getEncoded());
        write(keys.keyFile(), "PRIVATE KEY", made.getKey("server", new char[0]).getEncoded());
        var used = new AtomicInteger();
        try (var watch = KeyWatch.of(keys, _ -> {
            if (used.incrementAndGet() == 1) {
                throw new InternalError("on purpose");
            }
        })) {
            Files.setLastModifiedTime(keys.certFile(), FileTime.from(now.plusSeconds(60)));
            watch.look();
            watch.look();
            assertEquals(2, used.get(), "it is looked at again");
            watch.look();
            assertEquals(2, used.get(), "and not once more");
        }
    }

    @Test
    void whoWaitsTooLongIsLookedForThoughMemoryWasShort() throws Exception {
        var looks = new CountDownLatch(2);
        try (var _ = new SlowClients(() -> {
            looks.countDown();
            if (looks.getCount() > 0) {
                throw new InternalError("on purpose");
            }
            return System.nanoTime();
        }, Duration.ofHours(1))) {
            assertTrue(looks.await(LONG_SECONDS, TimeUnit.SECONDS), "nobody looks again");
        }
    }

    private static void write(Path file, String what, byte[] der) throws Exception {
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END " + what + "-----\n");
    }
}
