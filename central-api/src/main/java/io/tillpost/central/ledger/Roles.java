package io.tillpost.central.ledger;

import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;

/// What entries of a store's events are for. A role is part of an entry's identity, so none is ever renamed.
final class Roles {
    static final String SALE = "sale";
    static final String REFUND = "refund";
    static final String VOUCHER = "voucher";
    static final String OVER_REDEEMED = "over-redeemed";
    static final String FLOAT = "float";
    static final String FLOAT_CARRIED = "float-carried";
    static final String CASH = "cash";
    static final String CASH_REFUND = "cash-refund";
    static final String CASH_UNCLAIMED = "cash-unclaimed";
    static final String CARD_UNCLAIMED = "card-unclaimed";
    static final String CASH_OVER_SHORT = "cash-over-short";
    static final String CASH_LIFT = "cash-lift";
    static final String ATTESTED = "attested";
    static final String ATTESTED_WRONGLY = "attested-wrongly";

    private Roles() {}

    static String of(CashMoved.Kind kind) {
        return switch (kind) {
            case TENDER -> CASH;
            case REFUND -> CASH_REFUND;
            case PAY_IN -> "pay-in";
            case PAY_OUT -> "pay-out";
            case SAFE_DROP -> "safe-drop";
            case BANK_DEPOSIT -> "bank-deposit";
        };
    }

    static String of(AttemptKind kind) {
        return switch (kind) {
            case CHARGE -> "card-clearing";
            case REFUND -> "card-refund";
            case REVERSAL -> "card-void";
        };
    }

    /// Whether money moved at a card terminal, or a person said so.
    static boolean isOfCards(String role) {
        return role.startsWith("card-") || role.startsWith(ATTESTED);
    }
}
