package io.tillpost.central.idempotency.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route.Handler;
import io.tillpost.central.idempotency.Fingerprint;
import io.tillpost.central.idempotency.IdempotencyKey;
import io.tillpost.central.idempotency.KeptAnswer;
import io.tillpost.central.idempotency.KeptAnswers;
import io.tillpost.central.idempotency.Turns;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs commands: opens the transaction, does the effect once per key, and keeps the answer in the same COMMIT. The rules
/// in words, with the table of cases: docs/reference/idempotency.md.
public final class CommandFilter implements Filter {
    /// What a twin waits for the first one, and any command for its place: longer than any command of ours takes, shorter
    /// than clients' patience.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> KEY_REQUIRED = Set.of("POST", "PATCH");
    /// Refusals that depend on the state of things. The others say that the request itself is malformed, who may not
    /// send it, or that its subject is not there (yet, or for this caller): nothing was decided, so the key stays free.
    private static final Set<Integer> DECIDED = Set.of(409, 410, 412, 422);

    private final Database database;
    private final KeptAnswers kept;
    private final Clock clock;
    private final Seal seal;
    private final Duration patience;
    private final Semaphore places;
    private final Turns turns = new Turns();

    /// What else must be durable with a command's effect.
    @FunctionalInterface
    public interface Seal {
        /// Writes it inside the command's transaction.
        void write(Transaction transaction, Exchange exchange, Answer answer);
    }

    /// @param places commands that are done at once. Each holds a connection to the database for as long as it waits for
    ///        others' locks, so there are fewer of them than of those: reading and what stores send go on beside
    public CommandFilter(Database database, KeptAnswers kept, Clock clock, Seal seal, int places) {
        this(database, kept, clock, seal, places, PATIENCE);
    }

    CommandFilter(Database database, KeptAnswers kept, Clock clock, Seal seal, int places,
            Duration patience) {
        this.database = database;
        this.kept = kept;
        this.clock = clock;
        this.seal = seal;
        this.places = new Semaphore(places, true);
        this.patience = patience;
    }

    /// Takes a transaction back and says what to answer instead of its effect.
    private static final class TakenBack extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable ProblemException refusal;
        private final transient @Nullable Answer answer;

        TakenBack(@Nullable ProblemException refusal, @Nullable Answer answer) {
            super(null, refusal, false, false);
            this.refusal = refusal;
            this.answer = answer;
        }

        Answer answered() throws ProblemException {
            if (refusal != null) {
                throw refusal;
            }
            if (answer == null) {
                throw new IllegalStateException("taken back without a word");
            }
            return answer;
        }
    }

    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        if (!(exchange.route().handler() instanceof Handler.Command command)) {
            return next.answer(exchange);
        }
        Optional<IdempotencyKey> key = command instanceof Handler.Unkept
                ? Optional.empty()
                : key(exchange.call());
        if (key.isEmpty()) {
            return inPlace(exchange, transaction -> attempt(exchange, command, transaction));
        }
        return once(exchange, command, key.get());
    }

    private static Optional<IdempotencyKey> key(Call call) throws ProblemException {
        Optional<String> header = call.header("idempotency-key");
        if (header.isEmpty()) {
            if (KEY_REQUIRED.contains(call.method())) {
                throw Problem.of(400, "idempotency-key-required", "Idempotency-Key is missing",
                        "expected a header Idempotency-Key with a value of your own for this command, e.g. a UUID")
                        .exception();
            }
            return Optional.empty();
        }
        Optional<IdempotencyKey> key = IdempotencyKey.parse(header.get());
        if (key.isEmpty()) {
            throw Problem.of(400, "idempotency-key-malformed", "Idempotency-Key is malformed",
                    "expected 1 to " + IdempotencyKey.MAX_CHARS
                            + " printable ASCII characters, quoted or bare")
                    .exception();
        }
        return key;
    }

    private Answer once(Exchange exchange, Handler.Command command, IdempotencyKey key)
            throws ProblemException {
        Fingerprint request = fingerprint(exchange.call());
        String tenant = exchange.call().authenticated().tenant();
        try (var turn = turns.take(tenant, key, patience)) {
            if (!turn.came()) {
                throw inProgress();
            }
            return inPlace(exchange,
                    transaction -> onceLocked(exchange, command, key, request, transaction));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw inProgress();
        }
    }

    private static Fingerprint fingerprint(Call call) throws ProblemException {
        boolean isJson = call.body().length > 0 && call.body().length <= Json.MAX_DOCUMENT_BYTES
                && call.header("content-type").orElse("").toLowerCase(Locale.ROOT)
                        .startsWith("application/json");
        try {
            return isJson
                    ? Fingerprint.ofJson(call.method(), call.path(), call.query(), call.body())
                    : Fingerprint.ofBytes(call.method(), call.path(), call.query(), call.body());
        } catch (MalformedJsonException e) {
            throw Problem.malformed(e.pointer(), String.valueOf(e.getMessage())).exception();
        }
    }

    private interface Work {
        Answer in(Transaction transaction) throws ProblemException;
    }

    private Answer inPlace(Exchange exchange, Work work) throws ProblemException {
        if (!hasPlace()) {
            exchange.leaveUnaudited();
            throw overloaded();
        }
        try {
            return inTransaction(exchange, work);
        } finally {
            places.release();
        }
    }

    private boolean hasPlace() {
        try {
            return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Answer inTransaction(Exchange exchange, Work work) throws ProblemException {
        Answer answer;
        try {
            answer = database.inTransaction(transaction -> {
                try {
                    Answer inside = work.in(transaction);
                    seal.write(transaction, exchange, inside);
                    return inside;
                } catch (ProblemException e) {
                    throw new TakenBack(e, null);
                }
            });
        } catch (TakenBack e) {
            return e.answered();
        }
        exchange.markAudited();
        return answer;
    }

    /// Does the command; a failure of ours leaves nothing behind.
    private static Answer attempt(Exchange exchange, Handler.Command command, Transaction transaction)
            throws ProblemException {
        Answer answer = command.answer(exchange.call(), transaction);
        if (answer.status() >= 500) {
            throw new TakenBack(null, answer);
        }
        return answer;
    }

    private Answer onceLocked(Exchange exchange, Handler.Command command, IdempotencyKey key,
            Fingerprint request,
            Transaction transaction) throws ProblemException {
        Caller caller = exchange.call().authenticated();
        if (!kept.lock(transaction, caller.tenant(), key, patience)) {
            throw inProgress();
        }
        Optional<KeptAnswer> earlier = kept.find(transaction, caller.tenant(), key);
        if (earlier.isPresent()) {
            return replay(earlier.get(), request, caller);
        }
        Answer answer = decide(exchange, command, transaction);
        Answer keepable = answer.withoutSecrets();
        kept.add(transaction, new KeptAnswer(caller.tenant(), key, request, caller.client(), caller.stores(),
                keepable.status(), keepable.contentType(), keepable.headers(), keepable.body(),
                exchange.call().requestId(), clock.instant()));
        return answer;
    }

    /// The answer to be kept: the command's own, or its refusal with everything it did undone.
    private Answer decide(Exchange exchange, Handler.Command command, Transaction transaction)
            throws ProblemException {
        kept.mark(transaction);
        try {
            return attempt(exchange, command, transaction);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            if (problem.retryable() || !DECIDED.contains(problem.status())) {
                throw e;
            }
            kept.undoToMark(transaction);
            return Answer.of(problem.inRequest(exchange.call().requestId()));
        }
    }

    private static Answer replay(KeptAnswer earlier, Fingerprint request, Caller caller)
            throws ProblemException {
        if (!earlier.isFor(caller.stores())) {
            throw Problem.of(403, "idempotency-key-of-another-caller", "The key belongs to another caller",
                    "a caller with other stores used this key first").exception();
        }
        if (!earlier.request().value().equals(request.value())) {
            throw otherBody(earlier.request(), request);
        }
        return new Answer(earlier.status(), earlier.contentType(), earlier.headers(), earlier.body())
                .withHeader("Idempotent-Replayed", "true");
    }

    private static ProblemException otherBody(Fingerprint first, Fingerprint second) {
        return Problem.unprocessable("idempotency-key-reused",
                "this key was used for another request, which stays as it was answered")
                .withErrors(first.differences(second)
                        .stream()
                        .map(place -> new Problem.FieldError(place, "differs from the first request"))
                        .toList())
                .exception();
    }

    private static ProblemException overloaded() {
        return Problem.of(503, "overloaded", "Too busy", "more commands at once than this node works on")
                .retryLater()
                .exception()
                .withHeader("Retry-After", "1");
    }

    private static ProblemException inProgress() {
        return Problem.conflict("request-in-progress", "a request with this key is still at work")
                .retryLater()
                .exception()
                .withHeader("Retry-After", "1");
    }
}
