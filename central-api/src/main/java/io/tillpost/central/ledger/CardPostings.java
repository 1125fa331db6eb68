package io.tillpost.central.ledger;

import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Entries of what moved between cards and the store. A refund or reversal is a charge with its sides changed.
final class CardPostings {
    /// Stands for a merchant id that the terminal did not state.
    private static final String UNSTATED = "unstated";

    private final CardContracts contracts;
    private final Function<UUID, Optional<PostedCharge>> posted;

    CardPostings(CardContracts contracts, Function<UUID, Optional<PostedCharge>> posted) {
        this.contracts = contracts;
        this.posted = posted;
    }

    List<EntryRequest> outcome(Draft entry, PaymentOutcome outcome) {
        return switch (outcome.outcome()) {
            case PaymentOutcome.Outcome.Approved(var facts) ->
                moved(entry, outcome.attempt(), outcome.kind(), facts);
            case PaymentOutcome.Outcome.Declined _,PaymentOutcome.Outcome.NotCharged _,PaymentOutcome.Outcome.Unknown _ ->
                List.of();
        };
    }

    List<EntryRequest> resolved(Draft entry, PaymentResolved resolved) {
        AttemptId attempt = resolved.attempt();
        AttemptKind kind = resolved.kind();
        return switch (resolved.resolution()) {
            case PaymentResolved.Resolution.Charged(var facts) -> switch (resolved.from()) {
                case APPROVED -> List.of();
                case UNKNOWN -> moved(entry, attempt, kind, facts);
                case ATTESTED_MOVED -> confirmed(entry, attempt, kind, facts);
                case ATTESTED_NOT_MOVED -> resolved.counted()
                        ? moved(entry, attempt, kind, facts)
                        : movedAfterAll(entry, attempt, kind, facts);
            };
            case PaymentResolved.Resolution.NotCharged() -> switch (resolved.from()) {
                case APPROVED -> takenBack(entry, attempt, kind);
                case UNKNOWN, ATTESTED_NOT_MOVED -> List.of();
                case ATTESTED_MOVED -> resolved.counted()
                        ? takenOff(entry, attempt)
                        : contradicted(entry, attempt);
            };
        };
    }

    /// An approval that the terminal never confirmed is posted already: a person's word takes its place.
    List<EntryRequest> attested(Draft entry, PaymentAttested attested) {
        AttemptId attempt = attested.attempt();
        var entries = new ArrayList<EntryRequest>();
        if (posted.apply(attempt.value()).isPresent()) {
            entries.addAll(takenBack(entry, attempt, attested.kind()));
        }
        if (attested.moved()) {
            entries.addAll(entry.of(Roles.ATTESTED, "A person's word for a " + word(attested.kind()),
                    lines(attempt, unconfirmed(entry), AccountName.TENDER_RECEIVED,
                            signed(attested.kind(), attested.amount()))));
        }
        return entries;
    }

    private List<EntryRequest> moved(Draft entry, AttemptId attempt, AttemptKind kind, CardFacts facts) {
        return entry.of(Roles.of(kind), description(kind, facts), lines(attempt, clearing(entry, facts),
                AccountName.TENDER_RECEIVED, signed(kind, facts.approved())));
    }

    private List<EntryRequest> takenBack(Draft entry, AttemptId attempt, AttemptKind kind) {
        PostedCharge charge = charge(attempt, "taken back");
        List<EntryLine> lines = charge.lines()
                .stream()
                .map(line -> new EntryLine(line.account(), line.amount().negated(), line.payment()))
                .toList();
        return entry.reversing(charge.entry(), Roles.of(kind) + "-reversal", "Approval taken back", lines);
    }

    /// What was attested stood for this; where the amounts differ, nobody has explained the difference.
    private List<EntryRequest> confirmed(Draft entry, AttemptId attempt, AttemptKind kind, CardFacts facts) {
        Money amount = signed(kind, facts.approved());
        Money attested = unconfirmed(entry, attempt);
        return entry.of(Roles.of(kind), description(kind, facts),
                List.of(EntryLine.debit(clearing(entry, facts), amount).forPayment(attempt.value()),
                        EntryLine.credit(unconfirmed(entry), attested).forPayment(attempt.value()),
                        EntryLine.credit(AccountName.SUSPENSE, amount.minus(attested))
                                .forPayment(attempt.value())));
    }

    private List<EntryRequest> contradicted(Draft entry, AttemptId attempt) {
        return entry.of(Roles.ATTESTED_WRONGLY, "Attested, but no money moved",
                lines(attempt, AccountName.SUSPENSE, unconfirmed(entry), unconfirmed(entry, attempt)));
    }

    /// The sale goes on without it: what a person's word had booked is taken back.
    private List<EntryRequest> takenOff(Draft entry, AttemptId attempt) {
        return entry.reversing(charge(attempt, "resolved").entry(), Roles.ATTESTED + "-reversal",
                "Attested, but no money moved: its sale goes on without it", lines(attempt,
                        AccountName.TENDER_RECEIVED, unconfirmed(entry), unconfirmed(entry, attempt)));
    }

    /// A late approval: the sale went on without it.
    private List<EntryRequest> movedAfterAll(Draft entry, AttemptId attempt, AttemptKind kind,
            CardFacts facts) {
        return entry.of(Roles.of(kind), "Late: " + description(kind, facts), lines(attempt,
                clearing(entry, facts), AccountName.SUSPENSE, signed(kind, facts.approved())));
    }

    /// What stands as unconfirmed for an attempt, above zero for a charge.
    private Money unconfirmed(Draft entry, AttemptId attempt) {
        AccountName account = unconfirmed(entry);
        return charge(attempt, "resolved")
                .lines()
                .stream()
                .filter(line -> line.account().equals(account))
                .map(EntryLine::amount)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "attempt " + attempt + " is resolved as attested, but " + account
                                + " has no line of it"));
    }

    private PostedCharge charge(AttemptId attempt, String what) {
        return posted.apply(attempt.value())
                .orElseThrow(() -> new IllegalArgumentException(
                        "attempt " + attempt + " is " + what + ", but nothing of it is posted"));
    }

    private static List<EntryLine> lines(AttemptId attempt, AccountName debit, AccountName credit,
            Money amount) {
        return List.of(EntryLine.debit(debit, amount).forPayment(attempt.value()),
                EntryLine.credit(credit, amount).forPayment(attempt.value()));
    }

    private AccountName clearing(Draft entry, CardFacts facts) {
        String merchantId = facts.merchantId().isBlank() ? UNSTATED : facts.merchantId();
        CardContract.checkNumber("merchant id", merchantId);
        String acquirer = contracts.acquirer(merchantId, entry.businessDate())
                .orElse(CardContracts.UNKNOWN_ACQUIRER);
        return AccountName.cardClearing(acquirer, merchantId);
    }

    private static AccountName unconfirmed(Draft entry) {
        return AccountName.unconfirmedClearing(entry.store());
    }

    private static Money signed(AttemptKind kind, Money amount) {
        return kind.givesBack() ? amount.negated() : amount;
    }

    private static String description(AttemptKind kind, CardFacts facts) {
        String receipt = facts.cardName() + " receipt " + facts.receiptNumber();
        return switch (kind) {
            case CHARGE -> receipt;
            case REFUND -> "Refund to " + receipt;
            case REVERSAL -> "Reversal at " + receipt;
        };
    }

    private static String word(AttemptKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
