/// Says whether a command was asked before, and what was answered: one record per key and tenant, written in the
/// transaction of the effect. Asked by the filter in `idempotency.http` alone.
@NullMarked
package io.tillpost.central.idempotency;

import org.jspecify.annotations.NullMarked;
