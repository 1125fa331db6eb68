/// The Z reports that stores sent, each held against the ledger's entries of its shift, its number against the gaps, and its
/// grand totals against the one before. Ingest keeps them; reconciliation and the API ask what differs.
@NullMarked
package io.tillpost.central.shift;

import org.jspecify.annotations.NullMarked;
