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
    /// The business date lies too far in the future.
    BUSINESS_DATE_TOO_LATE,
    /// The clocks of the machine and of head office tell different days: somebody has to say the business date.
    BUSINESS_DATE_UNCLEAR,
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
    /// No article has this code, or the catalogue that was handed in is wrong.
    NO_SUCH_ARTICLE, CATALOG_NOT_VALID,
    /// A quantity, price or discount that cannot be sold.
    QUANTITY_NOT_VALID, PRICE_NOT_VALID, DISCOUNT_NOT_VALID,
    /// There is nothing in the cart, or it went on to be a sale.
    CART_EMPTY, CART_NOT_OPEN,
    /// More than what is left of a line, or of the sale; or a payment that its terminal cannot reverse any more.
    NOT_REFUNDABLE, NOT_REVERSIBLE,
    /// Not issued here; or spent; or of another kind.
    VOUCHER_NOT_VALID,
    /// Another till has an open shift on that drawer.
    DRAWER_IN_USE,
    /// The name or the PIN is wrong; too many wrong ones.
    WRONG_PIN, OPERATOR_LOCKED,
    /// The name is taken, perhaps by somebody who has left.
    OPERATOR_EXISTS,
    /// The operator's role does not allow it; a supervisor may approve it.
    APPROVAL_NEEDED,
    /// Somebody else signed in at this till.
    TILL_TAKEN_OVER,
    /// The machine's clock went back behind what is already written.
    CLOCK_WENT_BACK,
    /// A signature has to be compared before the sale may go on; or there is none to compare.
    SIGNATURE_UNANSWERED, NO_SIGNATURE_ASKED,
    /// Automation still finds out by itself what became of the payment.
    NOT_TO_ATTEST,
    /// The terminal does not answer, or does not say what it did last.
    TERMINAL_NOT_READY,
    /// The terminal is closing its batch.
    TERMINAL_CLOSING;

    /// As in problems: `sale-not-open`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
