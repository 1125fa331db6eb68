package io.tillpost.central.idempotency.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.idempotency.IdempotencyKey;
import io.tillpost.central.vault.TestVault;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The lock on a key, between transactions of several nodes.
@Timeout(60)
class KeptAnswerTableTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("k");

    private final TestDatabase test = TestDatabase.create();
    private final Database database = test.database();
    private final KeptAnswerTable table = new KeptAnswerTable(TestVault.VAULT);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whoHasWaitedForATwinHasTheSessionsPatienceWithOtherLocksAgain() throws Exception {
        String sessions = database.inTransaction(tx -> Sql.one(tx, "show lock_timeout",
                row -> row.getString(1)));
        assertFalse(sessions.equals("0"), "the session has a patience");
        var taken = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> first = others.submit(() -> database.inTransaction(tx -> {
                boolean free = table.lock(tx, "acme", KEY, Duration.ofSeconds(30));
                taken.countDown();
                await(release);
                return free;
            }));
            taken.await();
            Future<String> twin = others.submit(() -> database.inTransaction(tx -> {
                assertTrue(table.lock(tx, "acme", KEY, Duration.ofSeconds(30)));
                return Sql.one(tx, "show lock_timeout", row -> row.getString(1));
            }));
            while (test.value("select count(*) from pg_locks where locktype = 'advisory' and not granted")
                    .equals("0")) {
                Thread.onSpinWait();
            }
            release.countDown();
            assertTrue(first.get());
            assertEquals(sessions, twin.get());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
