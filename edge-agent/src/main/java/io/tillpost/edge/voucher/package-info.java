/// Vouchers: what was issued here, what is left of each, and whether it can pay for something. Called by `sale` and `cart`,
/// always inside a unit of work that the caller opened.
@NullMarked
package io.tillpost.edge.voucher;

import org.jspecify.annotations.NullMarked;
