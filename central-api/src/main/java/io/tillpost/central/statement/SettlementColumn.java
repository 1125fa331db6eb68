package io.tillpost.central.statement;

import java.util.Locale;

/// The columns of a settlement file with their numbers (docs/reference/settlement-csv.md).
enum SettlementColumn {
    RECORD(1), PAYOUT_REFERENCE(2), PAYOUT_DATE(3), PERIOD_FROM(4), PERIOD_TO(5), MID(6), TID(
            7), TERMINAL_BATCH(
                    8), TERMINAL_DATE(9), TERMINAL_TIME(10), TRACE(
                            11), RECEIPT_NUMBER(12), AUTHORIZATION(13), CARD_NAME(
                                    14), CARD_NUMBER(15), COUNT(16), GROSS(17), FEE_COMMISSION(
                                            18), FEE_INTERCHANGE(
                                                    19), FEE_SCHEME(20), NET(
                                                            21), CURRENCY(22), ACQUIRER_REFERENCE(23);

    private final int number;

    SettlementColumn(int number) {
        this.number = number;
    }

    /// Counted from 1.
    int number() {
        return number;
    }

    /// As the header row has it.
    String header() {
        return name().toLowerCase(Locale.ROOT);
    }
}
