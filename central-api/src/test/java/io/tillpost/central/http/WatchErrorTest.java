package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.broker.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nobody starts again goes on after an Error, e.g. memory that was short for a moment.
class WatchErrorTest {
    private static final int LONG_SECONDS = 30;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void changedKeysAreServedThoughMemoryWasShort() throws Exception {
        var keys = new ServerKeys(folder.resolve("cert.pem"), folder.resolve("key.pem"), null, null,
                Set.of());
        new TestAuthority().server(keys.keyFile(), keys.certFile(), 10);
        var served = new CountDownLatch(2);
        try (var _ = KeyWatch.start(keys, KeyWatch.Versions.of(keys), _ -> {
            served.countDown();
            if (served.getCount() > 0) {
                throw new InternalError("on purpose");
            }
        })) {
            Files.setLastModifiedTime(keys.certFile(), FileTime.from(Instant.now().plusSeconds(60)));
            assertTrue(served.await(LONG_SECONDS, TimeUnit.SECONDS), "they are not looked at again");
        }
    }

    @Test
    void whoWaitsTooLongIsCutOffThoughMemoryWasShort() throws Exception {
        var failed = new CountDownLatch(1);
        try (var patience = new Patience(() -> {
            if (Thread.currentThread().getName().equals("http-patience") && failed.getCount() > 0) {
                failed.countDown();
                throw new InternalError("on purpose");
            }
            return System.nanoTime();
        })) {
            assertTrue(failed.await(LONG_SECONDS, TimeUnit.SECONDS));
            try (var watch = patience.watchCurrentThread(() -> {})) {
                watch.waitFor(Duration.ZERO);
                assertTrue(isInterruptedSoon(), "it is not cut off");
            }
        }
        assertFalse(Thread.interrupted());
    }

    private static boolean isInterruptedSoon() {
        try {
            return new CountDownLatch(1).await(LONG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }
}
