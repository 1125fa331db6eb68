package io.tillpost.installer.bridge;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that the five sources say about one business day of one store.
public record Evidence(LocalDate businessDate, Currency currency, OfTerminal terminal, OfJournal journal,
        OfLedger ledger,
        OfSettlement settlement, OfBank bank) {

    /// The terminal's recorded ledger.
    ///
    /// @param charges of the day's batch, reversed ones left out
    /// @param batchTotal the terminal's own sum when the batch was closed
    public record OfTerminal(Map<PaymentKey, Money> charges, Money batchTotal) {
        public OfTerminal {
            charges = Map.copyOf(charges);
        }
    }

    /// The store's journal.
    ///
    /// @param sales what customers had to pay: totals, rounding and tips
    /// @param cashTenders and
    /// @param cardTenders as the completed sales name them
    /// @param cashTaken as the drawer saw it
    /// @param charges card payments that were charged
    /// @param damage where the hash chain breaks, if it does
    public record OfJournal(Money sales, Money cashTenders, Money cardTenders, Money cashTaken,
            Map<PaymentKey, Money> charges, Optional<String> damage) {
        public OfJournal {
            charges = Map.copyOf(charges);
        }
    }

    /// Head office's ledger.
    ///
    /// @param sales credited to sales, VAT and tips on the day
    /// @param drawer moved into the drawer by tenders on the day
    /// @param charges debits of card clearing on the day
    /// @param tenderReceived balance over all days
    /// @param trialBalance debits minus credits over all accounts and days
    /// @param bank balance of the bank account over all days
    /// @param inTransit balance of what acquirers say they have paid, over all days
    public record OfLedger(Money sales, Money drawer, Map<PaymentKey, Money> charges, Money tenderReceived,
            Money trialBalance, Money bank, Money inTransit) {
        public OfLedger {
            charges = Map.copyOf(charges);
        }
    }

    /// The acquirer's settlement files.
    ///
    /// @param charges the day's payments
    /// @param payouts of this day and of earlier days that were not on a bank statement before the last
    public record OfSettlement(Map<PaymentKey, Money> charges, List<Payout> payouts) {
        public OfSettlement {
            charges = Map.copyOf(charges);
            payouts = List.copyOf(payouts);
        }
    }

    /// One payout.
    ///
    /// @param ofThisDay whether it settles the day in question
    /// @param lines sum of its payments' net amounts
    /// @param net what the acquirer says it pays
    public record Payout(String reference, LocalDate payDate, boolean ofThisDay, List<PaymentKey> payments,
            Money gross,
            Money fees, Money lines, Money net) {
        public Payout {
            payments = List.copyOf(payments);
        }
    }

    /// The bank's last statement.
    ///
    /// @param day the statement's
    /// @param credits by payout reference
    public record OfBank(LocalDate day, Money opening, Money closing, Map<String, Money> credits) {
        public OfBank {
            credits = Map.copyOf(credits);
        }
    }
}
