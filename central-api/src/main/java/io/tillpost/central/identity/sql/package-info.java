/// Clients and signing keys in PostgreSQL.
@NullMarked
package io.tillpost.central.identity.sql;

import org.jspecify.annotations.NullMarked;
