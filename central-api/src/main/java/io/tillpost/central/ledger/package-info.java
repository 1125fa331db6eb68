/// Double-entry bookkeeping: the chart of accounts, the posting rules (event to entry, pure), entries and balances.
@NullMarked
package io.tillpost.central.ledger;

import org.jspecify.annotations.NullMarked;
