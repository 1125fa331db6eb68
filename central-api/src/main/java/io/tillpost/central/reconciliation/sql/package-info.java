/// Matches and discrepancies in PostgreSQL.
@NullMarked
package io.tillpost.central.reconciliation.sql;

import org.jspecify.annotations.NullMarked;
