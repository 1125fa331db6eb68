package io.tillpost.central.ledger;

import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which entries an event causes. Pure: the same event with the same contracts gives the same entries, so the whole
/// ledger can be derived again and compared.
///
/// | event | debit | credit |
/// |---|---|---|
/// | card approved, or found charged after Unknown | card clearing (acquirer × MID) | tender received |
/// | approval taken back | tender received | card clearing |
/// | cash taken | drawer | tender received |
/// | sale completed | tender received | sales per rate and class, VAT per rate, tips, rounding |
/// | shift opened with a float | drawer | safe |
///
/// Everything else, and everything in training, posts nothing.
public final class PostingRules {
    /// Version of these rules, kept with each entry as data.
    public static final String VERSION = "retail-1";

    /// Stands for a merchant id that the terminal did not state.
    private static final String UNSTATED = "unstated";

    private final CardContracts contracts;
    private final Function<UUID, Optional<PostedCharge>> charges;

    /// @param charges the charge entry of an attempt, if one is posted
    public PostingRules(CardContracts contracts, Function<UUID, Optional<PostedCharge>> charges) {
        this.contracts = contracts;
        this.charges = charges;
    }

    /// The entries for an event. Throws [IllegalArgumentException] for one that cannot be posted.
    public List<EntryRequest> entries(UUID eventId, Envelope envelope, Event event) {
        if (envelope.mode() == Mode.TRAINING) {
            return List.of();
        }
        var entry = new Draft(eventId, envelope);
        return switch (event) {
            case PaymentOutcome outcome -> approved(entry, outcome);
            case PaymentResolved resolved -> resolved(entry, resolved);
            case CashMoved cash -> cash(entry, cash);
            case SaleCompleted sale -> sale(entry, sale);
            case ShiftOpened shift -> openingFloat(entry, shift);
            case ShiftClosed _,SaleStarted _,SaleAborted _,PaymentAttemptStarted _,TerminalBatchClosed _ ->
                List.of();
            case DrawerOpened _,ReceiptPrinted _,ReceiptReprinted _,DeviceStateChanged _,IncidentRaised _ ->
                List.of();
            case OperatorSignedIn _,OperatorLocked _,ConfigApplied _ -> List.of();
            case RefundCompleted _,PaymentAttested _,ZReported _ ->
                throw new IllegalArgumentException("there is no posting rule for it yet");
        };
    }

    private List<EntryRequest> approved(Draft entry, PaymentOutcome outcome) {
        return switch (outcome.outcome()) {
            case PaymentOutcome.Outcome.Approved(var facts) ->
                List.of(charge(entry, outcome.attempt().value(), facts));
            case PaymentOutcome.Outcome.Declined _,PaymentOutcome.Outcome.NotCharged _,PaymentOutcome.Outcome.Unknown _ ->
                List.of();
        };
    }

    private List<EntryRequest> resolved(Draft entry, PaymentResolved resolved) {
        UUID attempt = resolved.attempt().value();
        boolean wasPosted = resolved.from() == PaymentResolved.From.APPROVED;
        return switch (resolved.resolution()) {
            case PaymentResolved.Resolution.Charged(var facts) ->
                wasPosted ? List.of() : List.of(charge(entry, attempt, facts));
            case PaymentResolved.Resolution.NotCharged _ ->
                wasPosted ? List.of(reversal(entry, attempt)) : List.of();
        };
    }

    private EntryRequest charge(Draft entry, UUID attempt, CardFacts facts) {
        LocalDate day = entry.envelope.businessDate();
        String merchantId = facts.merchantId().isBlank() ? UNSTATED : facts.merchantId();
        String acquirer = contracts.acquirer(merchantId, day).orElse(CardContracts.UNKNOWN_ACQUIRER);
        AccountName clearing = AccountName.cardClearing(acquirer, merchantId);
        return entry.of("card-clearing", facts.cardName() + " receipt " + facts.receiptNumber(),
                List.of(EntryLine.debit(clearing, facts.approved()).forPayment(attempt),
                        EntryLine.credit(AccountName.TENDER_RECEIVED, facts.approved()).forPayment(attempt)));
    }

    private EntryRequest reversal(Draft entry, UUID attempt) {
        PostedCharge charge = charges.apply(attempt)
                .orElseThrow(() -> new IllegalArgumentException(
                        "approval of attempt " + attempt + " is taken back, but no charge of it is posted"));
        List<EntryLine> lines = charge.lines()
                .stream()
                .map(line -> new EntryLine(line.account(), line.amount().negated(), line.payment()))
                .toList();
        return entry.reversing(charge.entry(), "card-clearing-reversal", "Approval taken back", lines);
    }

    private static List<EntryRequest> cash(Draft entry, CashMoved cash) {
        return switch (cash.kind()) {
            case TENDER -> cash.amount().isZero()
                    ? List.of()
                    : List.of(entry.of("cash", "Cash tender",
                            List.of(EntryLine.debit(entry.drawer(cash.drawer()), cash.amount()),
                                    EntryLine.credit(AccountName.TENDER_RECEIVED, cash.amount()))));
            case REFUND, PAY_IN, PAY_OUT, SAFE_DROP, BANK_DEPOSIT ->
                throw new IllegalArgumentException("there is no posting rule for it yet");
        };
    }

    private static List<EntryRequest> sale(Draft entry, SaleCompleted sale) {
        Money tendered = Money.sum(sale.tenders().stream().map(Tender::amount).toList(),
                sale.total().currency());
        var lines = new ArrayList<EntryLine>();
        lines.add(EntryLine.debit(AccountName.TENDER_RECEIVED, tendered));
        for (TaxTotal tax : sale.taxes()) {
            for (TaxTotal.ClassNet part : tax.classes()) {
                lines.add(EntryLine.credit(AccountName.sales(tax.rate(), part.salesClass()), part.net()));
            }
            lines.add(EntryLine.credit(AccountName.vat(tax.rate()), tax.tax()));
        }
        lines.add(EntryLine.credit(AccountName.TIPS, sale.tip()));
        lines.add(EntryLine.credit(AccountName.ROUNDING, sale.rounding()));
        lines.removeIf(line -> line.amount().isZero());
        return lines.isEmpty()
                ? List.of()
                : List.of(entry.taxed(sale.taxDate(), "sale",
                        "Sale " + sale.series() + " " + sale.number(), lines));
    }

    private static List<EntryRequest> openingFloat(Draft entry, ShiftOpened shift) {
        Money amount = shift.openingFloat();
        return amount.isZero()
                ? List.of()
                : List.of(entry.of("float", "Opening float",
                        List.of(EntryLine.debit(entry.drawer(shift.drawer()), amount),
                                EntryLine.credit(AccountName.safe(entry.envelope.place().store()), amount))));
    }

    /// What all entries of one event have in common.
    private record Draft(UUID event, Envelope envelope) {
        AccountName drawer(String drawer) {
            return AccountName.drawer(envelope.place().store(), drawer);
        }

        EntryRequest of(String role, String description, List<EntryLine> lines) {
            return request(role, description, null, null, lines);
        }

        EntryRequest taxed(LocalDate taxDate, String role, String description, List<EntryLine> lines) {
            return request(role, description, taxDate, null, lines);
        }

        EntryRequest reversing(UUID entry, String role, String description, List<EntryLine> lines) {
            return request(role, description, null, entry, lines);
        }

        private EntryRequest request(String role, String description, @Nullable LocalDate taxDate,
                @Nullable UUID reversalOf, List<EntryLine> lines) {
            var place = envelope.place();
            return new EntryRequest(place.tenant(), place.legalEntity(), place.store(), event, role, VERSION,
                    envelope.moment().occurredAt(), envelope.businessDate(), taxDate, description, reversalOf,
                    lines);
        }
    }
}
