/// Stores in PostgreSQL.
@NullMarked
package io.tillpost.central.store.sql;

import org.jspecify.annotations.NullMarked;
