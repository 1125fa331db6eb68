/// Catalogues in PostgreSQL. Used by the composition root alone.
@NullMarked
package io.tillpost.central.catalog.sql;

import org.jspecify.annotations.NullMarked;
