/// Incidents in PostgreSQL.
@NullMarked
package io.tillpost.central.incident.sql;

import org.jspecify.annotations.NullMarked;
