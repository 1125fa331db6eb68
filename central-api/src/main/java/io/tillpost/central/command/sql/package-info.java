/// Commands in PostgreSQL.
@NullMarked
package io.tillpost.central.command.sql;

import org.jspecify.annotations.NullMarked;
