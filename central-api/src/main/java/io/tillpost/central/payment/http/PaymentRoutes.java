package io.tillpost.central.payment.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.StoreFilter;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentState;
import io.tillpost.central.payment.Payments;
import io.tillpost.central.payment.TrailSource;
import io.tillpost.central.payment.TrailStep;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/v1/payments`: card payments, each with its way from the tap to the bank line.
public final class PaymentRoutes {
    private static final String PATH = "/v1/payments";
    private static final String SCOPE = "payments:read";

    private static final List<String> STATES = Stream.of(PaymentState.values()).map(PaymentState::wireName)
            .toList();
    private static final List<String> KINDS = Stream.of(AttemptKind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .toList();

    private final Database database;
    private final Payments payments;
    private final StoreFilter stores;
    private final List<TrailSource> trail;

    /// @param trail in the order in which a payment passes them
    public PaymentRoutes(Database database, Payments payments, StoreFilter stores,
            List<TrailSource> trail) {
        this.database = database;
        this.payments = payments;
        this.stores = stores;
        this.trail = List.copyOf(trail);
    }

    /// A payment as it is shown.
    ///
    /// @param kind charge, refund or reversal; amounts are above zero whichever way they go
    /// @param approved what was moved, tip included; absent unless it ever was
    /// @param refunded what of a charge went back by refunds of its sale, absent without
    /// @param reversed what of a charge went back by its reversal, absent without
    record Shown(UUID payment, String kind, @Nullable UUID refund, @Nullable UUID reverses, String store,
            String till, UUID sale, String terminal, PaymentState state,
            LocalDate businessDate, Instant occurredAt, @Nullable Money requested, @Nullable Money approved,
            @Nullable Money refunded, @Nullable Money reversed, @Nullable String acquirer,
            @Nullable CardFacts card) {
        static Shown of(Payment payment) {
            CardFacts facts = payment.facts();
            return new Shown(payment.attempt(), payment.kind().name().toLowerCase(Locale.ROOT),
                    payment.purpose().refund(), payment.purpose().reverses(), payment.store(),
                    payment.till(), payment.sale(), payment.terminal(), payment.state(),
                    payment.businessDate(), payment.occurredAt(), payment.requested(),
                    facts == null ? null : facts.approved(),
                    returned(facts, payment.returned().refundedMinor()),
                    returned(facts, payment.returned().reversedMinor()), payment.acquirer(), facts);
        }

        private static @Nullable Money returned(@Nullable CardFacts facts, long minor) {
            return facts == null || minor == 0 ? null : new Money(minor, facts.approved().currency());
        }
    }

    /// A payment and all who have seen it pass.
    record WithTrail(Shown payment, List<TrailStep> trail) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", PATH, "listPayments", SCOPE, this::list)
                        .paged("store", "businessDate", "state", "kind"),
                Route.query("GET", PATH + "/{payment}", "getPayment", SCOPE, this::get));
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        var filter = new Payments.Filter(stores.shown(call),
                call.dateParameter("businessDate").orElse(null),
                call.wordParameter("state", STATES).map(PaymentState::of).orElse(null),
                call.wordParameter("kind", KINDS).map(PaymentRoutes::kind).orElse(null));
        UUID after = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        List<Shown> rows = database.inTransaction(
                tx -> payments.list(tx, caller.tenant(), filter, after, page.limit() + 1))
                .stream()
                .map(Shown::of)
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.payment().toString())));
    }

    private static AttemptKind kind(String word) {
        return AttemptKind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private Answer get(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        UUID id = call.idParameter("payment");
        return database.inTransaction(tx -> payments.find(tx, caller.tenant(), id)
                .filter(payment -> caller.maySee(payment.store()))
                .map(payment -> new WithTrail(Shown.of(payment), trail(tx, caller, id))))
                .map(Answer::ok)
                .orElseThrow(() -> Problem.notFound("payment", id.toString()).exception());
    }

    private List<TrailStep> trail(Transaction transaction, Caller caller, UUID attempt) {
        boolean wholeTenant = caller.stores() == null;
        return trail.stream()
                .flatMap(source -> source.steps(transaction, caller.tenant(), attempt, wholeTenant).stream())
                .toList();
    }
}
