package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.JournalRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one thread that reads. Callers on virtual threads wait for it without holding their carrier, which a native
/// call of their own would do.
final class Reader implements AutoCloseable {
    private final Path database;
    private final Consumer<RuntimeException> onDistrust;
    private final LongSupplier nanos;
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("journal-reader").factory());
    private final ThreadLocal<Boolean> asking = ThreadLocal.withInitial(() -> false);
    private final Object gate = new Object();
    /// Guarded by `gate`.
    private Sql sql;
    /// Guarded by `gate`: the question that is being answered.
    private @Nullable Asked asked;

    private record Asked(Sql by, long sinceNanos) {}

    Reader(Path database, Consumer<RuntimeException> onDistrust, LongSupplier nanos) {
        this.database = database;
        this.sql = Sql.reader(database);
        this.onDistrust = onDistrust;
        this.nanos = nanos;
    }

    /// Answers from one committed state, however many statements the question needs.
    <T> T ask(Function<Sql, T> question) {
        if (asking.get()) {
            return question.apply(present());
        }
        try {
            return CompletableFuture.supplyAsync(() -> answer(question), thread).join();
        } catch (RejectedExecutionException e) {
            throw new JournalClosedException("the journal was closed", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /// Any thread: a question that is older fails, and the state that it held is let go.
    void endOlderThan(Duration age) {
        Sql stuck = null;
        synchronized (gate) {
            if (asked != null && nanos.getAsLong() - asked.sinceNanos > age.toNanos()) {
                stuck = asked.by;
                asked = null;
            }
        }
        if (stuck != null) {
            stuck.abort();
        }
    }

    @Override
    public void close() {
        thread.close();
        present().close();
    }

    private Sql present() {
        synchronized (gate) {
            return sql;
        }
    }

    /// Begins a question, on a fresh connection if the last one was aborted.
    private Sql begun() {
        synchronized (gate) {
            if (sql.isAborted()) {
                sql = Sql.reader(database);
            }
            asked = new Asked(sql, nanos.getAsLong());
            return sql;
        }
    }

    private <T> T answer(Function<Sql, T> question) {
        asking.set(true);
        Sql by = null;
        try {
            by = begun();
            return trusted(by, question);
        } catch (SqliteFailure e) {
            if (by != null && by.isAborted()) {
                throw new JournalRefusedException(JournalRefusedException.Reason.BUSY,
                        "the question took too long and was ended; ask again", e);
            }
            if (e.kind() == SqliteFailure.Kind.UNTRUSTED) {
                onDistrust.accept(e);
            }
            throw new JournalClosedException("the journal cannot be read: " + e.getMessage(), e);
        } finally {
            synchronized (gate) {
                asked = null;
            }
            asking.set(false);
        }
    }

    /// A key that went while a row was being opened is no damage: damage is found twice.
    private <T> T trusted(Sql by, Function<Sql, T> question) {
        try {
            return inOneState(by, question);
        } catch (JournalDamagedException first) {
            if (!first.isBrokenSeal()) {
                throw first;
            }
        }
        try {
            return inOneState(by, question);
        } catch (JournalDamagedException again) {
            onDistrust.accept(again);
            throw again;
        }
    }

    private static <T> T inOneState(Sql by, Function<Sql, T> question) {
        by.run("begin");
        try {
            return question.apply(by);
        } finally {
            if (!by.isAborted()) {
                by.run("rollback");
            }
        }
    }
}
