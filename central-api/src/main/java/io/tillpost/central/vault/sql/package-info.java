/// Wrapped data keys in PostgreSQL.
@NullMarked
package io.tillpost.central.vault.sql;

import org.jspecify.annotations.NullMarked;
