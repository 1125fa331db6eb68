package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The write-ahead log stays short, whoever reads.
class CheckpointsTest {
    private static final long FRAMES = 400;
    private static final int PAGE = 4_096;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theLogStaysShortWithoutReaders() throws IOException {
        try (Sql sql = table()) {
            var checkpoints = new Checkpoints(_ -> {}, FRAMES);
            for (int i = 0; i < 3_000; i++) {
                grow(sql, checkpoints);
            }
            assertFalse(checkpoints.isTooLong());
            assertTrue(logPages() < 3_000, logPages() + " pages: those of 500 commits and some");
        }
    }

    @Test
    void aReaderOfOursThatHoldsAnOldStateIsEndedAndTheLogIsShortAgain() throws IOException {
        try (Sql sql = table(); Sql stuck = Sql.reader(folder.resolve("t.db"))) {
            stuck.run("begin");
            assertEquals(List.of(0L), stuck.list("select count(*) from t", row -> row.getLong(1)));
            var ended = new AtomicInteger();
            var checkpoints = new Checkpoints(age -> {
                assertEquals(Checkpoints.PATIENCE, age);
                if (ended.incrementAndGet() == 1) {
                    stuck.abort();
                }
            }, FRAMES);
            for (int i = 0; i < 1_000; i++) {
                grow(sql, checkpoints);
            }
            assertTrue(ended.get() >= 1);
            assertFalse(checkpoints.isTooLong());
        }
    }

    @Test
    void aReaderOfAnotherProgramCannotBeEndedSoItIsToldUntilItGoes() throws IOException {
        try (Sql sql = table(); Sql other = Sql.reader(folder.resolve("t.db"))) {
            other.run("begin");
            var _ = other.list("select count(*) from t", row -> row.getLong(1));
            var checkpoints = new Checkpoints(_ -> {}, FRAMES);
            for (int i = 0; i < 1_000; i++) {
                grow(sql, checkpoints);
            }
            assertTrue(checkpoints.isTooLong());
            other.run("rollback");
            for (int i = 0; i < 100; i++) {
                grow(sql, checkpoints);
            }
            assertFalse(checkpoints.isTooLong());
        }
    }

    @Test
    void aQuestionThatIsStuckFailsByNameAndOthersGoOn() throws Exception {
        var ticker = new AtomicLong();
        try (var journal = JournalWorld.open(folder.resolve("j"))) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
        }
        var asked = new CountDownLatch(1);
        var on = new CountDownLatch(1);
        var reader = new Reader(folder.resolve("j/journal.db"), failure -> {
            throw new AssertionError("distrusted", failure);
        }, ticker::get);
        try {
            var stuck = CompletableFuture.supplyAsync(() -> reader.ask(sql -> {
                long first = count(sql);
                asked.countDown();
                try {
                    assertTrue(on.await(30, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return first + count(sql);
            }));
            assertTrue(asked.await(30, TimeUnit.SECONDS));
            reader.endOlderThan(Duration.ofSeconds(5));
            ticker.set(Duration.ofSeconds(6).toNanos());
            reader.endOlderThan(Duration.ofSeconds(5));
            on.countDown();
            var thrown = assertThrows(CompletionException.class, stuck::join);
            assertInstanceOf(JournalRefusedException.class, thrown.getCause());
            assertEquals(1, reader.ask(CheckpointsTest::count));
        } finally {
            reader.close();
        }
    }

    private static long count(Sql sql) {
        return sql.one("select count(*) from event_fin", row -> row.getLong(1)).orElseThrow();
    }

    private Sql table() {
        Sql sql = Sql.writer(folder.resolve("t.db"));
        sql.script("create table t (a integer primary key, b blob)");
        return sql;
    }

    private static void grow(Sql sql, Checkpoints checkpoints) {
        sql.run("begin immediate");
        var _ = sql.update("insert into t (b) values (zeroblob(3000))");
        sql.run("commit");
        checkpoints.after(sql, 3_000);
    }

    private long logPages() throws IOException {
        return Files.size(folder.resolve("t.db-wal")) / PAGE;
    }
}
