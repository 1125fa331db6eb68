/// Whether till, terminal, ledger, acquirer and bank say the same: matches settlement lines to payments and bank lines to
/// payouts, posts what follows, and keeps what does not fit as discrepancies. A pure function of what is known decides;
/// the order in which it came does not.
@NullMarked
package io.tillpost.central.reconciliation;

import org.jspecify.annotations.NullMarked;
