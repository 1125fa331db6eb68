/// Journals, events and quarantine in PostgreSQL.
@NullMarked
package io.tillpost.central.ingest.sql;

import org.jspecify.annotations.NullMarked;
