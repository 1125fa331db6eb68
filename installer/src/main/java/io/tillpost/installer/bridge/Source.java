package io.tillpost.installer.bridge;

import java.util.Locale;

/// Who says something about a day's money.
public enum Source {
    /// What the card terminal recorded.
    TERMINAL,
    /// The store's event journal.
    JOURNAL,
    /// Head office's general ledger.
    LEDGER,
    /// The acquirer's settlement file.
    SETTLEMENT,
    /// The bank's statement.
    BANK;

    /// `terminal`, `journal`, …
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
