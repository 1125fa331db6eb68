package io.tillpost.central.payment;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One step of a payment's state and the event that caused it.
///
/// @param from absent for the first one
public record PaymentChange(UUID attempt, UUID event, @Nullable PaymentState from, PaymentState to,
        Instant at) {}
