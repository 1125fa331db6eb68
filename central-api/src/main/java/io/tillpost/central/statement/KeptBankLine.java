package io.tillpost.central.statement;

import java.time.LocalDate;
import java.util.UUID;

/// A bank line as it is kept.
///
/// @param legalEntity holder of the account
public record KeptBankLine(UUID id, String iban, String legalEntity, BankLine line) {
    /// When the money counts: the value date, or the booking date where there is none.
    public LocalDate valueDate() {
        var stated = line.valueDate();
        return stated == null ? line.bookingDate() : stated;
    }
}
