/// Vouchers in PostgreSQL.
@NullMarked
package io.tillpost.central.voucher.sql;

import org.jspecify.annotations.NullMarked;
