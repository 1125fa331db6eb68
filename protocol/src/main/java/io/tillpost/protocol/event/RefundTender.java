package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.money.Money;

/// How a part of a refund was given back.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(value = RefundTender.Cash.class, name = "cash"),
    @JsonSubTypes.Type(value = RefundTender.Card.class, name = "card"),
    @JsonSubTypes.Type(value = RefundTender.Voucher.class, name = "voucher")})
public sealed interface RefundTender {
    /// What it gave back, above zero.
    Money amount();

    /// Notes and coins out of the drawer.
    record Cash(Money amount) implements RefundTender {}

    /// To a card, with the attempt that moved it: a [AttemptKind#REFUND] or a [AttemptKind#REVERSAL].
    record Card(Money amount, AttemptId attempt) implements RefundTender {}

    /// A multi-purpose voucher that was issued for it.
    record Voucher(Money amount, String voucher) implements RefundTender {}
}
