package io.tillpost.central.payment;

import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Works through the events of one batch on a copy of the payments they touch; nothing is stored before all are
/// through. One batch, one thread.
public final class PaymentBook {
    private final String tenant;
    private final CardContracts contracts;
    private final Map<UUID, Payment> payments = new HashMap<>();
    private final Map<UUID, Payment> changed = new LinkedHashMap<>();
    private final List<PaymentChange> changes = new ArrayList<>();
    private final List<TerminalBatch> batches = new ArrayList<>();
    private final Set<UUID> watched = new HashSet<>();

    /// A book that begins with these payments.
    public PaymentBook(String tenant, CardContracts contracts, Collection<Payment> known) {
        this.tenant = tenant;
        this.contracts = contracts;
        for (Payment payment : known) {
            payments.put(payment.attempt(), payment);
            if (isToLookAt(payment)) {
                watched.add(payment.attempt());
            }
        }
    }

    /// The attempt that an event is about, if it is about one.
    public static @Nullable UUID attemptOf(Event event) {
        return switch (event) {
            case PaymentAttemptStarted started -> started.attempt().value();
            case PaymentOutcome outcome -> outcome.attempt().value();
            case PaymentResolved resolved -> resolved.attempt().value();
            case PaymentAttested attested -> attested.attempt().value();
            default -> null;
        };
    }

    /// The sale whose other payments an event may change, if there can be any.
    public static @Nullable UUID saleOf(Event event) {
        return switch (event) {
            case PaymentOutcome outcome when outcome.kind().givesBack() -> outcome.sale().value();
            case PaymentAttested attested -> attested.sale().value();
            case PaymentResolved resolved when resolved.kind().givesBack()
                    || resolved.from() != PaymentResolved.From.APPROVED ->
                resolved.sale().value();
            default -> null;
        };
    }

    /// What the terminal said of a charge, if the event reports one.
    public static @Nullable CardFacts factsOf(Event event) {
        return switch (event) {
            case PaymentOutcome(_, _, _, PaymentOutcome.Outcome.Approved(var facts), _) -> facts;
            case PaymentResolved(_, _, _, _, PaymentResolved.Resolution.Charged(var facts), _, _, _) -> facts;
            default -> null;
        };
    }

    /// The event as it adds to what is known of its payment, where two boxes may tell of one; empty if it adds nothing.
    public Optional<Event> retold(Event event) {
        UUID attempt = attemptOf(event);
        Payment known = attempt == null ? null : payments.get(attempt);
        return known == null ? Optional.of(event) : Retelling.of(known, event);
    }

    /// Takes in what one event adds. Throws [IllegalArgumentException], and takes in nothing, for one that contradicts
    /// what is known of its payment.
    public void apply(UUID eventId, Envelope envelope, Event event) {
        checkStore(envelope, event);
        retold(event).ifPresent(told -> {
            take(eventId, envelope, told);
            recount(eventId, envelope, told);
        });
    }

    private void checkStore(Envelope envelope, Event event) {
        UUID attempt = attemptOf(event);
        Payment known = attempt == null ? null : payments.get(attempt);
        if (known != null && !known.store().equals(envelope.place().store())) {
            throw new IllegalArgumentException(
                    "payment " + attempt + " is of another store, but is told of by "
                            + envelope.place().store());
        }
    }

    private void take(UUID eventId, Envelope envelope, Event event) {
        switch (event) {
            case PaymentAttemptStarted started -> start(eventId, envelope, started);
            case PaymentOutcome outcome -> outcome(eventId, envelope, outcome);
            case PaymentResolved resolved -> resolve(eventId, envelope, resolved);
            case PaymentAttested attested -> attest(eventId, envelope, attested);
            case TerminalBatchClosed closed -> batches.add(new TerminalBatch(tenant, envelope.place().store(),
                    eventId, envelope.businessDate(), closed));
            default -> {
                // Not about card payments.
            }
        }
    }

    private void start(UUID eventId, Envelope envelope, PaymentAttemptStarted started) {
        UUID attempt = started.attempt().value();
        if (payments.containsKey(attempt)) {
            throw new IllegalArgumentException("payment " + attempt + " is started a second time");
        }
        record(eventId, envelope, null, Payment.first(attempt, envelope.place(), started.sale().value(),
                started.terminal(), purpose(started), envelope.businessDate(),
                envelope.moment().occurredAt(), started.requested()));
    }

    private static Payment.Purpose purpose(PaymentAttemptStarted started) {
        RefundId refund = started.refund();
        AttemptId reverses = started.reverses();
        return new Payment.Purpose(started.kind(), refund == null ? null : refund.value(),
                reverses == null ? null : reverses.value());
    }

    private void outcome(UUID eventId, Envelope envelope, PaymentOutcome outcome) {
        UUID attempt = outcome.attempt().value();
        Payment known = payments.get(attempt);
        // A first word without a start is still a fact: the start may lie in quarantine.
        Payment before = known != null
                ? known
                : Payment.first(attempt, envelope.place(), outcome.sale().value(), outcome.terminal(),
                        new Payment.Purpose(outcome.kind(), null, null), envelope.businessDate(),
                        envelope.moment().occurredAt(), null);
        checkKind(before, outcome.kind());
        if (before.state() != PaymentState.IN_PROGRESS && before.state() != PaymentState.UNKNOWN) {
            // What is posted of it is taken back by its resolution alone.
            throw new IllegalArgumentException("payment " + attempt + " is " + before.state().wireName()
                    + ", but is told of as if nobody knew");
        }
        Payment after = switch (outcome.outcome()) {
            case PaymentOutcome.Outcome.Approved(var facts) ->
                charged(before.become(PaymentState.AUTHORIZED), facts, envelope.businessDate());
            case PaymentOutcome.Outcome.Declined _ -> before.become(PaymentState.DECLINED);
            case PaymentOutcome.Outcome.NotCharged _ -> before.become(PaymentState.FAILED);
            case PaymentOutcome.Outcome.Unknown _ -> before.become(PaymentState.UNKNOWN);
        };
        record(eventId, envelope, known == null ? null : known.state(), after);
    }

    private static void checkKind(Payment payment, AttemptKind kind) {
        if (payment.kind() != kind) {
            throw new IllegalArgumentException("payment " + payment.attempt() + " is a " + payment.kind()
                    + ", but is told of as a " + kind);
        }
    }

    private void resolve(UUID eventId, Envelope envelope, PaymentResolved resolved) {
        UUID attempt = resolved.attempt().value();
        Payment before = payments.get(attempt);
        if (before == null) {
            throw new IllegalArgumentException(
                    "payment " + attempt + " is resolved, but never had an outcome");
        }
        PaymentState from = switch (resolved.from()) {
            case APPROVED -> PaymentState.AUTHORIZED;
            case UNKNOWN -> PaymentState.UNKNOWN;
            case ATTESTED_MOVED -> PaymentState.ATTESTED_MOVED;
            case ATTESTED_NOT_MOVED -> PaymentState.ATTESTED_NOT_MOVED;
        };
        checkKind(before, resolved.kind());
        if (before.state() != from) {
            throw new IllegalArgumentException("payment " + attempt + " is " + before.state().wireName()
                    + ", but is resolved as if it were " + from.wireName());
        }
        Payment after = switch (resolved.resolution()) {
            case PaymentResolved.Resolution.Charged(var facts) ->
                confirmed(before, facts, envelope.businessDate());
            case PaymentResolved.Resolution.NotCharged _ -> before.become(PaymentState.FAILED);
        };
        record(eventId, envelope, before.state(), after);
    }

    private void attest(UUID eventId, Envelope envelope, PaymentAttested attested) {
        UUID attempt = attested.attempt().value();
        Payment before = payments.get(attempt);
        if (before == null) {
            throw new IllegalArgumentException(
                    "payment " + attempt + " is attested, but never had an outcome");
        }
        checkKind(before, attested.kind());
        Money expected = before.facts() == null ? before.requested() : before.facts().approved();
        if (expected != null && !attested.amount().equals(expected)) {
            throw new IllegalArgumentException("payment " + attempt + " is attested with "
                    + attested.amount() + ", expected " + expected);
        }
        record(eventId, envelope, before.state(), before
                .become(attested.moved() ? PaymentState.ATTESTED_MOVED : PaymentState.ATTESTED_NOT_MOVED));
    }

    /// What the event means for the charges of its sale.
    private void recount(UUID eventId, Envelope envelope, Event event) {
        UUID sale = saleOf(event);
        Payment told = payments.get(attemptOf(event));
        if (sale == null || told == null || !told.sale().equals(sale)) {
            // Of another sale than the payment's nobody knows here whether all of it was loaded.
            return;
        }
        for (Payment charge : Returns.recounted(
                payments.values()
                        .stream()
                        .filter(payment -> payment.sale().equals(sale)
                                && payment.store().equals(told.store()))
                        .toList())) {
            Payment before = Objects.requireNonNull(payments.get(charge.attempt()), "a payment of the book");
            if (before.state() == charge.state()) {
                payments.put(charge.attempt(), charge);
                changed.put(charge.attempt(), charge);
            } else {
                record(eventId, envelope, before.state(), charge);
            }
        }
    }

    /// What was approved may not be confirmed with another amount or contract. Where it is posted already, it stays where
    /// it is, whatever contract was saved meanwhile.
    private Payment confirmed(Payment before, CardFacts facts, LocalDate date) {
        CardFacts approved = before.facts();
        if (approved != null && !(approved.approved().equals(facts.approved())
                && approved.merchantId().equals(facts.merchantId()))) {
            throw new IllegalArgumentException("payment " + before.attempt() + " was approved with "
                    + approved.approved() + " for " + approved.merchantId() + ", but is confirmed with "
                    + facts.approved() + " for " + facts.merchantId());
        }
        Payment captured = before.become(PaymentState.CAPTURED);
        String acquirer = before.acquirer();
        return before.state() == PaymentState.AUTHORIZED && acquirer != null
                ? captured.charged(acquirer, facts)
                : charged(captured, facts, date);
    }

    /// @param postedOn the business date of the event that posts it
    private Payment charged(Payment payment, CardFacts facts, LocalDate postedOn) {
        if (!facts.approved().isPositive()) {
            throw new IllegalArgumentException("payment " + payment.attempt() + " is approved with "
                    + facts.approved() + ", expected above 0");
        }
        return payment.charged(contracts.acquirer(facts.merchantId(), postedOn)
                .orElse(CardContracts.UNKNOWN_ACQUIRER), facts);
    }

    private void record(UUID eventId, Envelope envelope, @Nullable PaymentState from, Payment after) {
        payments.put(after.attempt(), after);
        changed.put(after.attempt(), after);
        if (from != null && from.isAttested()) {
            watched.add(after.attempt());
        }
        PaymentState before = from;
        for (PaymentChange earlier : changes.reversed()) {
            if (!earlier.event().equals(eventId)) {
                break;
            }
            if (earlier.attempt().equals(after.attempt())) {
                // What was attested is proven, and was reversed meanwhile: one event, one step.
                before = earlier.from();
                changes.remove(earlier);
                break;
            }
        }
        changes.add(new PaymentChange(after.attempt(), eventId, before, after.state(),
                envelope.moment().occurredAt()));
    }

    /// The payments that are not as they were, as they are now.
    public List<Payment> changed() {
        return List.copyOf(changed.values());
    }

    /// Those of them that are attested or were, or of which more or less has been returned than before.
    public List<Payment> toLookAt() {
        return changed.values()
                .stream()
                .filter(payment -> isToLookAt(payment) || watched.contains(payment.attempt()))
                .toList();
    }

    private static boolean isToLookAt(Payment payment) {
        return payment.state().isAttested() || !payment.returned().equals(Payment.Returned.NOTHING);
    }

    /// All steps, in their order.
    public List<PaymentChange> changes() {
        return List.copyOf(changes);
    }

    /// The ends of day that came in.
    public List<TerminalBatch> batches() {
        return List.copyOf(batches);
    }
}
