/// Card payments and terminal batches in PostgreSQL.
@NullMarked
package io.tillpost.central.payment.sql;

import org.jspecify.annotations.NullMarked;
