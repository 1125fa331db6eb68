package io.tillpost.central.reconciliation;

import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.protocol.money.Money;
import java.util.Comparator;
import java.util.UUID;

/// A settlement line with the payout it stands in.
record SettledLine(KeptPayout payout, KeptLine kept) {
    /// Where two lines claim one payment, the earlier one in this order has it.
    static final Comparator<SettledLine> ORDER = Comparator
            .comparing((SettledLine line) -> line.payout().payoutDate())
            .thenComparing(line -> line.payout().reference())
            .thenComparing(line -> line.payout().acquirer())
            .thenComparingInt(line -> line.kept().ordinal());

    UUID id() {
        return kept.id();
    }

    Money gross() {
        return kept.line().settled().gross();
    }
}
