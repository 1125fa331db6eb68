package io.tillpost.central.payment;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/// A charge or refund that stands, with what an acquirer's file can name it by.
///
/// @param terminal the store's name of the terminal
/// @param attempt its id from tap to ledger
/// @param kind which way the money went
/// @param acquirer by card contract: MID to acquirer
public record CardPayment(String tenant, String legalEntity, String store, String terminal,
        UUID attempt, UUID sale, AttemptKind kind, String acquirer, CardFacts facts, LocalDate businessDate,
        Instant occurredAt) {
    /// What it moved to the store: below zero for what went back to the card.
    public Money moved() {
        return kind.givesBack() ? facts.approved().negated() : facts.approved();
    }
}
