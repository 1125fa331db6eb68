package io.tillpost.installer.demo;

import io.tillpost.protocol.money.Money;

/// Cash that goes in or out of the drawer without a sale.
///
/// @param amount above zero, whichever way
/// @param words why, or the number of the bag
record CashErrand(Kind kind, Money amount, String words) {
    /// As the agent's API calls them.
    enum Kind {
        PAY_IN("paid in"), PAY_OUT("paid out"), SAFE_DROP("dropped into the safe"), BANK_DEPOSIT(
                "bagged for the bank");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /// For the person who watches.
    @Override
    public String toString() {
        return amount + " " + kind.words + (words.isEmpty() ? "" : ": " + words);
    }
}
