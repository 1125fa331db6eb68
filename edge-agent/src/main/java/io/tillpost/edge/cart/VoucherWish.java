package io.tillpost.edge.cart;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import org.jspecify.annotations.Nullable;

/// A voucher that somebody wants to buy.
///
/// @param taxRate of the goods that a single-purpose voucher is for; absent for a multi-purpose voucher
public record VoucherWish(String number, Money amount, @Nullable TaxRate taxRate) {}
