/// Configurations of stores in PostgreSQL.
@NullMarked
package io.tillpost.central.configuration.sql;

import org.jspecify.annotations.NullMarked;
