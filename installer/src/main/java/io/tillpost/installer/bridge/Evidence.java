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
    /// @param charges of the day's batch, refunds below zero, reversed ones left out
    /// @param batchTotal the terminal's own sum when the batch was closed
    public record OfTerminal(Map<PaymentKey, Money> charges, Money batchTotal) {
        public OfTerminal {
            charges = Map.copyOf(charges);
        }
    }

    /// The store's journal.
    ///
    /// @param sales what customers had to pay: totals, rounding and tips, less what refunds had to give back of them
    /// @param tenders as the completed sales and refunds name them
    /// @param cash as the drawers saw it
    /// @param charges card payments that were charged, refunds below zero, reversed ones left out
    /// @param attested card payments that nothing proves but a person's word, refunds below zero
    /// @param reports of the shifts that were closed with a Z, in their order
    /// @param damage where the hash chain breaks, if it does
    public record OfJournal(Money sales, Tenders tenders, Cash cash, Map<PaymentKey, Money> charges,
            Money attested, List<Report> reports, Optional<String> damage) {
        public OfJournal {
            charges = Map.copyOf(charges);
            reports = List.copyOf(reports);
        }
    }

    /// What sales were paid with, less what refunds gave back the same way.
    public record Tenders(Money cash, Money card, Money voucher) {
        /// All of them.
        public Money all() {
            return cash.plus(card).plus(voucher);
        }
    }

    /// What moved in the drawers.
    ///
    /// @param tendered by customers, less what was given back to them
    /// @param floats put in when shifts were opened
    /// @param others paid in and out, dropped into the safe, taken to the bank: in above zero
    /// @param over counted more than expected; below zero is short
    /// @param lifted taken into the safe after counting
    public record Cash(Money tendered, Money floats, Money others, Money over, Money lifted) {
        /// What should lie in the drawers before counting.
        public Money expected() {
            return tendered.plus(floats).plus(others);
        }

        /// What lies in them.
        public Money left() {
            return expected().plus(over).minus(lifted);
        }
    }

    /// A Z report, held against its own shift.
    ///
    /// @param sold as it states it: sales less refunds, with rounding and tips
    /// @param soldInShift as the shift's sales and refunds add up
    /// @param expectedCash as it states it
    /// @param cashInShift as the shift's movements add up
    public record Report(String name, Money sold, Money soldInShift, Money expectedCash, Money cashInShift) {}

    /// Head office's ledger.
    ///
    /// @param sales credited to sales, VAT, vouchers and tips on the day, less what refunds debited
    /// @param vouchers redeemed on the day less those issued for refunds
    /// @param cash moved in the drawers on the day
    /// @param charges movements of card clearing on the day
    /// @param attested unconfirmed card clearing of the day
    /// @param tenderReceived balance over all days
    /// @param trialBalance debits minus credits over all accounts and days
    /// @param bank balance of the bank account over all days
    /// @param inTransit balance of what acquirers say they have paid, over all days
    public record OfLedger(Money sales, Money vouchers, Cash cash, Map<PaymentKey, Money> charges,
            Money attested, Money tenderReceived, Money trialBalance, Money bank, Money inTransit) {
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
