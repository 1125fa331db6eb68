package io.tillpost.installer.evidence;

import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import java.util.Currency;

/// Adds up what one shift sold, how it was paid, and what moved in its drawer.
final class ShiftSum {
    Money sold;
    Money cash;
    Money card;
    Money voucher;
    Money tendered;
    Money floats;
    Money others;
    /// What the shift before had left in the drawer.
    Money carried;

    ShiftSum(Currency currency) {
        sold = Money.zero(currency);
        cash = sold;
        card = sold;
        voucher = sold;
        tendered = sold;
        floats = sold;
        others = sold;
        carried = sold;
    }

    void add(SaleCompleted sale) {
        sold = sold.plus(sale.total()).plus(sale.rounding()).plus(sale.tip());
        for (Tender tender : sale.tenders()) {
            switch (tender) {
                case Tender.Cash paid -> cash = cash.plus(paid.amount());
                case Tender.Card paid -> card = card.plus(paid.amount());
                case Tender.Voucher paid -> voucher = voucher.plus(paid.amount());
            }
        }
    }

    void add(RefundCompleted refund) {
        sold = sold.minus(refund.total()).minus(refund.rounding()).minus(refund.tip());
        for (RefundTender tender : refund.tenders()) {
            switch (tender) {
                case RefundTender.Cash back -> cash = cash.minus(back.amount());
                case RefundTender.Card back -> card = card.minus(back.amount());
                case RefundTender.Voucher back -> voucher = voucher.minus(back.amount());
            }
        }
    }

    void add(CashMoved moved) {
        switch (moved.kind()) {
            case TENDER, REFUND -> tendered = tendered.plus(moved.amount());
            case PAY_IN, PAY_OUT, SAFE_DROP, BANK_DEPOSIT -> others = others.plus(moved.amount());
        }
    }

    /// What the drawer held before comes off what this shift adds to it.
    void open(ShiftOpened opened) {
        floats = floats.plus(opened.openingFloat());
        if (opened.carried() != null) {
            carried = carried.plus(opened.carried());
        }
    }

    Money inDrawer() {
        return tendered.plus(floats).plus(others);
    }
}
