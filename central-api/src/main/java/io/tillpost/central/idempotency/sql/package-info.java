/// Idempotency records in PostgreSQL.
@NullMarked
package io.tillpost.central.idempotency.sql;

import org.jspecify.annotations.NullMarked;
