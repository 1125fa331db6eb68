package io.tillpost.edge.sale;

import io.tillpost.edge.shift.Shift;
import io.tillpost.protocol.event.SaleId;
import java.time.Instant;

/// What a cart becomes a sale from. Its start was written when its first line was entered.
///
/// @param sale the cart's id, which the sale keeps
/// @param startedAt when its first line was entered
public record CheckedOut(SaleId sale, Shift shift, Instant startedAt, Pricing.Priced priced) {}
