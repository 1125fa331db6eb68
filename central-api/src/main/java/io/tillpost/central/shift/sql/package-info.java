/// Z reports in PostgreSQL. Used by the composition root alone.
@NullMarked
package io.tillpost.central.shift.sql;

import org.jspecify.annotations.NullMarked;
