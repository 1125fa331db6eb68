package io.tillpost.edge.decision;

import java.util.Locale;

/// Why a rule refuses. The names are stable: tills act on them (docs/reference/agent-api.md).
public enum Reason {
    /// There is no such thing.
    NOT_FOUND,
    /// The store's configuration has no such till or device.
    NO_SUCH_TILL, NO_SUCH_TERMINAL,
    /// The till has an open shift already.
    SHIFT_ALREADY_OPEN,
    /// The till has no open shift, or that shift is closed.
    NO_OPEN_SHIFT,
    /// The business date lies before the last closed shift's.
    BUSINESS_DATE_GOES_BACK,
    /// The shift cannot be closed while a sale is open.
    SALE_STILL_OPEN,
    /// A card payment is not resolved: this sale, terminal or shift has to wait for it.
    PAYMENT_UNRESOLVED,
    /// The sale's state forbids it.
    SALE_NOT_OPEN, SALE_PARTLY_PAID,
    /// The sale is wrong in itself.
    SALE_NOT_VALID,
    /// The amount cannot be taken for this sale.
    AMOUNT_NOT_VALID,
    /// Another currency than the store's.
    WRONG_CURRENCY,
    /// The terminal does not answer, so it is not known what it did last.
    TERMINAL_NOT_READY,
    /// The terminal is closing its batch.
    TERMINAL_CLOSING;

    /// As in problems: `sale-not-open`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
