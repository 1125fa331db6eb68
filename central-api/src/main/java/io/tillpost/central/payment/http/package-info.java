/// Card payments in the REST API.
@NullMarked
package io.tillpost.central.payment.http;

import org.jspecify.annotations.NullMarked;
