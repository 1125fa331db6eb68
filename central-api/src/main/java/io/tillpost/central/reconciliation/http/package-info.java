/// Settlements with what they match, payouts, days and discrepancies in the REST API.
@NullMarked
package io.tillpost.central.reconciliation.http;

import org.jspecify.annotations.NullMarked;
