package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.reconciliation.Finding.Place;
import io.tillpost.central.statement.KeptPayout;
import org.jspecify.annotations.Nullable;

/// Discrepancies between settlement lines and card payments, in words.
final class SettlementFindings {
    private SettlementFindings() {}

    static Finding wrongAmount(SettledLine line, CardPayment payment) {
        return aboutLine(DiscrepancyClass.WRONG_AMOUNT, line, payment,
                name(line) + " settles " + line.gross() + ", the terminal moved " + payment.moved());
    }

    static Finding duplicate(SettledLine line, CardPayment payment) {
        return aboutLine(DiscrepancyClass.DUPLICATE, line, payment,
                name(line) + " settles a payment that another line has settled");
    }

    static Finding unknown(SettledLine line, @Nullable Place place) {
        return new Finding(DiscrepancyClass.UNKNOWN_LINE, line.id(), place, null, line.id(),
                line.payout().id(), null,
                null, line.gross(),
                name(line) + " settles " + line.gross() + ", but no such payment is known");
    }

    static Finding missing(CardPayment payment, KeptPayout payout) {
        var facts = payment.facts();
        return new Finding(DiscrepancyClass.MISSING, payment.attempt(), place(payment), payment.attempt(),
                null,
                payout.id(), null, payment.moved(), null,
                "card payment of " + payment.moved() + ", terminal " + facts.terminalId() + " trace "
                        + facts.trace() + " receipt " + facts.receiptNumber()
                        + ", is in no settlement, though payout "
                        + payout.reference() + " covers its day");
    }

    private static Finding aboutLine(DiscrepancyClass type, SettledLine line, CardPayment payment,
            String detail) {
        return new Finding(type, line.id(), place(payment), payment.attempt(), line.id(), line.payout().id(),
                null,
                payment.moved(), line.gross(), detail);
    }

    private static Place place(CardPayment payment) {
        return new Place(payment.store(), payment.businessDate());
    }

    private static String name(SettledLine line) {
        var settlement = line.kept().line();
        return "line " + line.kept().ordinal() + " of payout " + line.payout().reference() + " (terminal "
                + settlement.terminalId() + " trace " + settlement.trace() + " receipt "
                + settlement.receiptNumber() + " on " + settlement.terminalDate() + ")";
    }
}
