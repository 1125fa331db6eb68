package io.tillpost.central.audit.http;

import io.tillpost.central.audit.AuditEntry;
import io.tillpost.central.audit.AuditTrail;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.ProblemException;
import io.tillpost.protocol.card.CardNumbers;
import io.tillpost.protocol.journal.Sha256;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Writes one audit row for every call that found its route, also for the refused and the failed ones; only public
/// documents (GET without a scope) leave none. A command's row is written by [#seal(Transaction, Exchange, Answer)] in the
/// transaction of its effect, every other row in a transaction of its own before the answer leaves: what cannot be
/// recorded is not answered.
public final class AuditFilter implements Filter {
    private static final System.Logger LOG = System.getLogger(AuditFilter.class.getName());
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;

    private final Database database;
    private final AuditTrail trail;
    private final Clock clock;
    private final UnaryOperator<String> key;

    /// @param key what a header `Idempotency-Key` names: the same for a quoted and a bare key
    public AuditFilter(Database database, AuditTrail trail, Clock clock, UnaryOperator<String> key) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
        this.key = key;
    }

    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        if (exchange.route().scope() == null && exchange.route().method().equals("GET")) {
            return next.answer(exchange);
        }
        Answer answer;
        try {
            answer = next.answer(exchange);
        } catch (ProblemException e) {
            recordRefusal(exchange, e.problem().status());
            throw e;
        } catch (DatabaseException e) {
            recordRefusal(exchange, e.refusesTheData() ? FAILED : UNAVAILABLE);
            throw e;
        } catch (RuntimeException | Error e) {
            recordRefusal(exchange, FAILED);
            throw e;
        }
        if (!exchange.isAudited()) {
            record(entry(exchange, answer.status(), answer));
        }
        return answer;
    }

    /// Writes the row of a command that ends with `answer`, inside its transaction.
    public void seal(Transaction transaction, Exchange exchange, Answer answer) {
        trail.append(transaction, entry(exchange, answer.status(), answer));
    }

    private void record(AuditEntry entry) {
        String tenant = entry.tenant();
        if (tenant == null) {
            Tenancy.everyone(() -> append(entry));
        } else {
            Tenancy.of(tenant, () -> append(entry));
        }
    }

    private AuditEntry append(AuditEntry entry) {
        return database.inTransaction(transaction -> {
            trail.append(transaction, entry);
            return entry;
        });
    }

    /// A refusal changed nothing and shows nothing, so it is said even if it cannot be recorded.
    private void recordRefusal(Exchange exchange, int status) {
        if (exchange.isLeftUnaudited()) {
            return;
        }
        try {
            record(entry(exchange, status, null));
        } catch (DatabaseException e) {
            LOG.log(System.Logger.Level.ERROR,
                    "request " + exchange.call().requestId() + " ended with " + status
                            + " and has no audit row",
                    e);
        }
    }

    private AuditEntry entry(Exchange exchange, int status, @Nullable Answer answer) {
        Call call = exchange.call();
        Caller caller = call.caller();
        return new AuditEntry(clock.instant(), caller == null ? null : caller.tenant(),
                caller == null ? null : caller.client(), call.method(), exchange.route().path(),
                exchange.route().operationId(), status, call.requestId(),
                call.header("idempotency-key").map(key).map(Sha256::of).orElse(null), exchange.remote(),
                touched(call, answer));
    }

    private static List<String> touched(Call call, @Nullable Answer answer) {
        var touched = new ArrayList<String>();
        call.pathParameters().forEach((name, id) -> touched.add(name + ":" + id));
        if (answer != null) {
            touched.addAll(answer.about());
            String location = answer.headers().get("Location");
            if (location != null) {
                touched.add(location);
            }
        }
        // What was refused for holding a card number is told as well, and this row stays.
        return touched.stream().map(CardNumbers::mask).sorted().toList();
    }
}
