package io.tillpost.central.ledger;

import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.List;

/// Entries of what moved in a drawer. The side that the drawer is not on follows from why it moved.
final class CashPostings {
    private CashPostings() {}

    static List<EntryRequest> opened(Draft entry, ShiftOpened shift) {
        var entries = new ArrayList<>(moved(entry, Roles.FLOAT, "Opening float", shift.drawer(),
                shift.openingFloat(), AccountName.safe(entry.store())));
        Money carried = shift.carried();
        if (carried != null) {
            entries.addAll(carried(entry, shift, carried));
        }
        return entries;
    }

    /// The float was booked as if the drawer had been empty: what of it lay there did not come from the safe, and what was to lie
    /// there and is not in the float is missing (decision 0039).
    private static List<EntryRequest> carried(Draft entry, ShiftOpened shift, Money carried) {
        Money found = carried.compareTo(shift.openingFloat()) < 0 ? carried : shift.openingFloat();
        return entry.of(Roles.FLOAT_CARRIED, "Left uncounted before", List.of(
                EntryLine.debit(AccountName.safe(entry.store()), found),
                EntryLine.debit(AccountName.OVER_SHORT, carried.minus(found)),
                EntryLine.credit(entry.drawer(shift.drawer()), carried)));
    }

    static List<EntryRequest> moved(Draft entry, CashMoved cash) {
        return switch (cash.kind()) {
            case TENDER -> moved(entry, cash, "Cash tender", AccountName.TENDER_RECEIVED);
            case REFUND -> moved(entry, cash, "Cash given back", AccountName.TENDER_RECEIVED);
            case PAY_IN -> moved(entry, cash, "Paid in: " + cash.reason(), AccountName.PAID_IN);
            case PAY_OUT -> moved(entry, cash, "Paid out: " + cash.reason(),
                    AccountName.PAID_OUT);
            case SAFE_DROP -> moved(entry, cash, "Safe drop", AccountName.safe(entry.store()));
            case BANK_DEPOSIT -> moved(entry, cash, "Bank deposit " + cash.bag(),
                    AccountName.cashInTransit(entry.store()));
        };
    }

    /// What was counted beside what was expected, and the lift of what was counted into the safe. Without a count all stays in the
    /// drawer: the next shift with it says what was found of that.
    static List<EntryRequest> closed(Draft entry, ZReported report) {
        Money counted = report.countedCash();
        if (counted == null) {
            return List.of();
        }
        var entries = new ArrayList<EntryRequest>();
        Money over = counted.minus(report.expectedCash());
        entries.addAll(moved(entry, Roles.CASH_OVER_SHORT, over.isNegative() ? "Cash short" : "Cash over",
                report.drawer(), over, AccountName.OVER_SHORT));
        entries.addAll(moved(entry, Roles.CASH_LIFT, "Lifted at Z " + report.number(), report.drawer(),
                report.lifted().negated(), AccountName.safe(entry.store())));
        return entries;
    }

    private static List<EntryRequest> moved(Draft entry, CashMoved cash, String description,
            AccountName against) {
        return moved(entry, Roles.of(cash.kind()), description, cash.drawer(), cash.amount(), against);
    }

    private static List<EntryRequest> moved(Draft entry, String role, String description, String drawer,
            Money intoDrawer, AccountName against) {
        return entry.of(role, description, List.of(EntryLine.debit(entry.drawer(drawer), intoDrawer),
                EntryLine.credit(against, intoDrawer)));
    }
}
