/// The ledger and what is read from it, in the REST API.
@NullMarked
package io.tillpost.central.ledger.http;

import org.jspecify.annotations.NullMarked;
