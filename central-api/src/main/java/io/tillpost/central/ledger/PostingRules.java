package io.tillpost.central.ledger;

import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
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
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which entries an event causes. Pure: the same event with the same contracts and the same entries of its payment gives
/// the same entries. Where two boxes tell of one payment, events are told as `PaymentBook` retells them, which depends on what was
/// heard before. Clearing is acquirer × MID, returns and sales are per rate and class.
///
/// | event | debit | credit | role |
/// |---|---|---|---|
/// | charge approved, or found charged after Unknown | card clearing | tender received | `card-clearing` |
/// | card refund likewise | tender received | card clearing | `card-refund` |
/// | card reversal likewise | tender received | card clearing | `card-void` |
/// | an approval taken back | (the entry's sides changed) | | the entry's with `-reversal` |
/// | a person attested that money moved | unconfirmed clearing | tender received | `attested` |
/// | that was right | card clearing | unconfirmed clearing | as approved |
/// | that was wrong | suspense | unconfirmed clearing | `attested-wrongly` |
/// | likewise, and its sale goes on without it | tender received | unconfirmed clearing | `attested-reversal` |
/// | moved, though attested that not, and its sale or refund went on without it | card clearing | suspense | as approved |
/// | likewise, and it counts there | card clearing | tender received | as approved |
/// | cash tendered | drawer | tender received | `cash` |
/// | cash given back | tender received | drawer | `cash-refund` |
/// | paid in | drawer | paid-in | `pay-in` |
/// | paid out | paid-out | drawer | `pay-out` |
/// | safe drop | safe | drawer | `safe-drop` |
/// | bank deposit | cash in transit | drawer | `bank-deposit` |
/// | sale completed | tender received | sales, vouchers sold, VAT, tips, rounding | `sale` |
/// | its multi-purpose vouchers redeemed | multi-purpose vouchers | tender received | `voucher` |
/// | its single-purpose vouchers redeemed | single-purpose vouchers (net), VAT | tender received | `voucher` |
/// | refund completed | returns, vouchers taken back, VAT, tips, rounding | tender received | `refund` |
/// | a voucher issued for it | tender received | multi-purpose vouchers | `voucher` |
/// | more of vouchers went than they had | suspense | vouchers as redeemed | `over-redeemed` |
/// | shift opened with a float | drawer | safe | `float` |
/// | likewise, with a drawer that nobody had counted | safe, over/short | drawer | `float-carried` |
/// | sale or refund that never counts: what was taken for it and no other one claims | tender received | suspense | `cash-unclaimed`, `card-unclaimed` |
/// | Z: counted more than expected | drawer | over/short | `cash-over-short` |
/// | Z: counted less than expected | over/short | drawer | `cash-over-short` |
/// | Z: lifted after counting | safe | drawer | `cash-lift` |
///
/// Attested refunds and reversals have the sides changed as well. Everything else, and everything in training, posts nothing.
public final class PostingRules {
    /// Version of these rules, kept with each entry as data.
    public static final String VERSION = "retail-1";

    private final CardPostings cards;

    /// @param posted what is posted of an attempt and not taken back, if anything is
    public PostingRules(CardContracts contracts, Function<UUID, Optional<PostedCharge>> posted) {
        this.cards = new CardPostings(contracts, posted);
    }

    /// More of a voucher that went than it had.
    ///
    /// @param rate of a single-purpose voucher
    /// @param amount below zero where it makes up for an earlier one
    /// @param tax of a single-purpose voucher in it
    public record Excess(@Nullable TaxRate rate, Money amount, Money tax) {}

    /// The entry for what an event had more of vouchers go than they had, which is not known by the event alone: nobody is owed
    /// less for it, so it is not taken from what is owed to holders of vouchers.
    public static List<EntryRequest> overRedeemed(UUID eventId, Envelope envelope, List<Excess> excesses) {
        return SalePostings.overRedeemed(new Draft(eventId, envelope), excesses);
    }

    /// The entries for the completion of a sale or refund that a person drops: what was taken for it and nothing claims is no
    /// tender, and nobody has explained it. What was given back is below zero.
    public static List<EntryRequest> unclaimed(UUID eventId, Envelope envelope, Money cash, Money card) {
        var entry = new Draft(eventId, envelope);
        return Stream.of(unclaimed(entry, Roles.CASH_UNCLAIMED, "Cash", cash),
                unclaimed(entry, Roles.CARD_UNCLAIMED, "Card payment", card)).flatMap(List::stream).toList();
    }

    private static List<EntryRequest> unclaimed(Draft entry, String role, String what, Money amount) {
        return entry.of(role, what + " of a completion that was dropped",
                List.of(EntryLine.debit(AccountName.TENDER_RECEIVED, amount),
                        EntryLine.credit(AccountName.SUSPENSE, amount)));
    }

    /// The entries for an event. Throws [IllegalArgumentException] for one that cannot be posted.
    public List<EntryRequest> entries(UUID eventId, Envelope envelope, Event event) {
        if (envelope.mode() == Mode.TRAINING) {
            return List.of();
        }
        var entry = new Draft(eventId, envelope);
        return switch (event) {
            case PaymentOutcome outcome -> cards.outcome(entry, outcome);
            case PaymentResolved resolved -> cards.resolved(entry, resolved);
            case PaymentAttested attested -> cards.attested(entry, attested);
            case CashMoved cash -> CashPostings.moved(entry, cash);
            case ShiftOpened shift -> CashPostings.opened(entry, shift);
            case ZReported report -> CashPostings.closed(entry, report);
            case SaleCompleted sale -> SalePostings.sale(entry, sale);
            case RefundCompleted refund -> SalePostings.refund(entry, refund);
            case ShiftClosed _,SaleStarted _,SaleAborted _,PaymentAttemptStarted _,TerminalBatchClosed _ ->
                List.of();
            case DrawerOpened _,ReceiptPrinted _,ReceiptReprinted _,DeviceStateChanged _,IncidentRaised _,IncidentCleared _ ->
                List.of();
            case OperatorSignedIn _,OperatorLocked _,ConfigApplied _ -> List.of();
            case JournalForked _,CommandResult _,GapRecorded _,TelemetrySampled _ -> List.of();
        };
    }
}
