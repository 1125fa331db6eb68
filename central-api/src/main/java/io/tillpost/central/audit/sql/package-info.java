/// The audit trail in PostgreSQL.
@NullMarked
package io.tillpost.central.audit.sql;

import org.jspecify.annotations.NullMarked;
