/// Settlement files, payouts, statements and bank lines in PostgreSQL.
@NullMarked
package io.tillpost.central.statement.sql;

import org.jspecify.annotations.NullMarked;
