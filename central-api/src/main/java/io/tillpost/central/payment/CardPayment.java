package io.tillpost.central.payment;

import io.tillpost.protocol.card.CardFacts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/// A charged card payment with what an acquirer's file can name it by.
///
/// @param attempt its id from tap to ledger
/// @param acquirer by card contract: MID to acquirer
public record CardPayment(String tenant, String legalEntity, String store, UUID attempt, UUID sale,
        String acquirer, CardFacts facts, LocalDate businessDate, Instant occurredAt) {}
