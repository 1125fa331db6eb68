package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A unit of work in the queue, and the one who waits for it. The result is held back until the group is on disk.
final class Ticket<T> {
    private final Function<? super Unit, T> work;
    private final boolean writes;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private Outcome<T> outcome = new Failed<>(new IllegalStateException("the unit did not run"));

    Ticket(Function<? super Unit, T> work) {
        this(work, true);
    }

    private Ticket(Function<? super Unit, T> work, boolean writes) {
        this.work = work;
        this.writes = writes;
    }

    /// Work that writes nothing: who waits for it wants what comes after a group.
    static Ticket<Boolean> nudge() {
        var ticket = new Ticket<>(_ -> true, false);
        ticket.outcome = new Done<>(true);
        return ticket;
    }

    /// Whether a group with it has something to commit.
    boolean writes() {
        return writes;
    }

    /// Runs the work; a failure of SQLite comes out, and a broken seal, because they concern the whole group. Returns whether to keep it.
    boolean run(Unit unit) {
        try {
            outcome = new Done<>(work.apply(unit));
            return true;
        } catch (SqliteFailure e) {
            if (e.kind() != SqliteFailure.Kind.CONSTRAINT) {
                throw e;
            }
            outcome = new Failed<>(
                    new IllegalStateException("a rule of the journal's schema: " + e.getMessage(), e));
        } catch (JournalDamagedException e) {
            if (e.isBrokenSeal()) {
                throw e;
            }
            outcome = new Failed<>(e);
        } catch (RuntimeException | Error e) {
            outcome = new Failed<>(e);
        }
        return false;
    }

    /// The group is on disk.
    void deliver() {
        switch (outcome) {
            case Done<T>(var result) -> answer.complete(result);
            case Failed<T>(var failure) -> answer.completeExceptionally(failure);
        }
    }

    void refuse(RuntimeException reason) {
        answer.completeExceptionally(reason);
    }

    /// Waits, whatever happens to the waiting thread: an interrupted caller must still learn whether it was kept.
    T await() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw unchecked(e.getCause());
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        return switch (failure) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            case null, default -> new IllegalStateException(failure);
        };
    }

    private sealed interface Outcome<T> {}

    private record Done<T>(T result) implements Outcome<T> {}

    private record Failed<T>(Throwable failure) implements Outcome<T> {}
}
