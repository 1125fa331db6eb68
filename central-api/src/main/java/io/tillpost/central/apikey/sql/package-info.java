/// API keys in PostgreSQL.
@NullMarked
package io.tillpost.central.apikey.sql;

import org.jspecify.annotations.NullMarked;
