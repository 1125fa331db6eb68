/// Entries, lines and balances in PostgreSQL, posted many at a time.
@NullMarked
package io.tillpost.central.ledger.sql;

import org.jspecify.annotations.NullMarked;
