package io.tillpost.edge.sale;

import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One numbered receipt, as a list shows it.
///
/// @param refund absent: it is the sale's own
public record ReceiptEntry(String till, SaleId sale, @Nullable RefundId refund, String series, long number,
        Instant completedAt, Money total, String operator) {}
