package io.tillpost.installer.evidence;

import io.tillpost.installer.bridge.Evidence.OfJournal;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a store's journal says of one business day.
public final class JournalEvidence {
    private final Map<AttemptId, CardFacts> charged = new LinkedHashMap<>();
    private Money sales;
    private Money cashTenders;
    private Money cardTenders;
    private Money cashTaken;

    private JournalEvidence(Currency currency) {
        sales = Money.zero(currency);
        cashTenders = sales;
        cardTenders = sales;
        cashTaken = sales;
    }

    /// Sums, and the card payments that were charged.
    ///
    /// @param payments how head office calls each of them
    public record Day(OfJournal evidence, Map<AttemptId, PaymentKey> payments) {
        public Day {
            payments = Map.copyOf(payments);
        }
    }

    /// Reads the journal's database. The agent may be running.
    public static Day read(Path database, LocalDate businessDate, Currency currency) throws IOException {
        JournalFile file = JournalFile.read(database);
        var day = new JournalEvidence(currency);
        file.entries()
                .stream()
                .filter(entry -> entry.envelope().businessDate().equals(businessDate))
                .forEach(entry -> day.add(entry.event()));
        Map<PaymentKey, Money> charges = new HashMap<>();
        Map<AttemptId, PaymentKey> payments = new LinkedHashMap<>();
        day.charged.forEach((attempt, facts) -> {
            charges.merge(key(facts), facts.approved(), Money::plus);
            payments.put(attempt, key(facts));
        });
        return new Day(new OfJournal(day.sales, day.cashTenders, day.cardTenders, day.cashTaken, charges,
                file.damage()), payments);
    }

    private void add(Event event) {
        switch (event) {
            case SaleCompleted sale -> add(sale);
            case CashMoved cash when cash.kind() == CashMoved.Kind.TENDER ->
                cashTaken = cashTaken.plus(cash.amount());
            case PaymentOutcome outcome -> {
                if (outcome.outcome() instanceof Outcome.Approved(var facts)) {
                    charged.put(outcome.attempt(), facts);
                }
            }
            case PaymentResolved resolved -> {
                switch (resolved.resolution()) {
                    case Resolution.Charged(var facts) -> charged.put(resolved.attempt(), facts);
                    case Resolution.NotCharged() -> charged.remove(resolved.attempt());
                }
            }
            case ShiftOpened _,ShiftClosed _,SaleStarted _,SaleAborted _,PaymentAttemptStarted _,TerminalBatchClosed _ -> {
                // Nothing that a customer paid.
            }
            case CashMoved _,RefundCompleted _,PaymentAttested _,ZReported _ -> {
                // Not part of the demo's day yet.
            }
            case DrawerOpened _,ReceiptPrinted _,ReceiptReprinted _,DeviceStateChanged _,IncidentRaised _,OperatorSignedIn _,OperatorLocked _,ConfigApplied _ -> {
                // No money at all.
            }
        }
    }

    private void add(SaleCompleted sale) {
        sales = sales.plus(sale.total()).plus(sale.rounding()).plus(sale.tip());
        for (Tender tender : sale.tenders()) {
            switch (tender) {
                case Tender.Cash cash -> cashTenders = cashTenders.plus(cash.amount());
                case Tender.Card card -> cardTenders = cardTenders.plus(card.amount());
                case Tender.Voucher _ -> {
                    // Not part of the demo's day yet.
                }
            }
        }
    }

    private static PaymentKey key(CardFacts facts) {
        return new PaymentKey(facts.terminalId(), facts.trace(), facts.receiptNumber());
    }
}
