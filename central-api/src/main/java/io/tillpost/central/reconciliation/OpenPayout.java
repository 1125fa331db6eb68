package io.tillpost.central.reconciliation;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.UUID;

/// A payout that the acquirer announced and the bank has not shown yet.
public record OpenPayout(UUID payout, String acquirer, String merchantId, String reference,
        LocalDate payoutDate,
        Money net) {}
