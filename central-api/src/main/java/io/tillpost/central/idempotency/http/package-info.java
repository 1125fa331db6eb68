/// The filter that runs commands: once per key, inside the transaction that keeps their answer.
@NullMarked
package io.tillpost.central.idempotency.http;

import org.jspecify.annotations.NullMarked;
