package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/// The one thread that reads. Callers on virtual threads wait for it without holding their carrier, which a native
/// call of their own would do.
final class Reader implements AutoCloseable {
    private final Sql sql;
    private final Consumer<SqliteFailure> onDistrust;
    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("journal-reader").factory());
    private final ThreadLocal<Boolean> asking = ThreadLocal.withInitial(() -> false);

    Reader(Sql sql, Consumer<SqliteFailure> onDistrust) {
        this.sql = sql;
        this.onDistrust = onDistrust;
    }

    /// Answers from one committed state, however many statements the question needs.
    <T> T ask(Function<Sql, T> question) {
        if (asking.get()) {
            return question.apply(sql);
        }
        try {
            return CompletableFuture.supplyAsync(() -> answer(question), thread).join();
        } catch (RejectedExecutionException e) {
            throw new JournalClosedException("the journal was closed", e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        thread.close();
        sql.close();
    }

    private <T> T answer(Function<Sql, T> question) {
        asking.set(true);
        try {
            sql.run("begin");
            try {
                return question.apply(sql);
            } finally {
                sql.run("rollback");
            }
        } catch (SqliteFailure e) {
            if (e.kind() == SqliteFailure.Kind.UNTRUSTED) {
                onDistrust.accept(e);
            }
            throw new JournalClosedException("the journal cannot be read: " + e.getMessage(), e);
        } finally {
            asking.set(false);
        }
    }
}
