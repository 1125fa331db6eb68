package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.card.CardNumbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal by RFC 9457. `code` is stable (docs/reference/agent-api.md); `retryable` says whether the same request can
/// succeed later.
public record Problem(String type, String title, int status, String code, String detail, boolean retryable,
        List<FieldError> errors, @Nullable String requestId) {
    public Problem {
        // A refusal quotes what was asked for.
        detail = CardNumbers.mask(detail);
        errors = List.copyOf(errors);
    }

    /// One field that is wrong, by JSON Pointer, or `?name` for a parameter.
    public record FieldError(String pointer, String detail) {
        public FieldError {
            pointer = CardNumbers.mask(pointer);
            detail = CardNumbers.mask(detail);
        }
    }

    /// A refusal with this stable code.
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem("https://tillpost.io/problems/" + code, title, status, code, detail, false,
                List.of(), null);
    }

    /// 400: the body or a parameter is not what was expected.
    public static Problem malformed(String pointer, String detail) {
        Problem plain = of(400, "malformed-request", "The request is not what was expected", detail);
        return new Problem(plain.type, plain.title, plain.status, plain.code, detail, false,
                List.of(new FieldError(pointer, detail)), null);
    }

    /// 422: a card number where none belongs.
    static Problem cardNumber(String where) {
        Problem plain = of(422, "card-number-refused", "A card number does not belong here",
                where + " holds what looks like a card number; nothing was kept of it");
        return new Problem(plain.type, plain.title, plain.status, plain.code, plain.detail, false,
                List.of(new FieldError(where, "expected no card number")), null);
    }

    /// What a rule refused.
    static Problem of(Decision.Refused<?> refused) {
        String code = refused.reason().wireName();
        Problem problem = switch (refused.reason()) {
            case NOT_FOUND, NO_SUCH_TERMINAL, NO_SUCH_ARTICLE -> of(404, code, "Not found", refused.detail());
            case NO_SUCH_TILL, BUSINESS_DATE_GOES_BACK, BUSINESS_DATE_TOO_LATE, BUSINESS_DATE_UNCLEAR,
                    SALE_NOT_VALID,
                    AMOUNT_NOT_VALID, WRONG_CURRENCY,
                    CATALOG_NOT_VALID, QUANTITY_NOT_VALID, PRICE_NOT_VALID, DISCOUNT_NOT_VALID,
                    VOUCHER_NOT_VALID ->
                of(422, code, "Cannot be processed", refused.detail());
            case SHIFT_ALREADY_OPEN, NO_OPEN_SHIFT, SALE_STILL_OPEN, PAYMENT_UNRESOLVED, SALE_NOT_OPEN,
                    SALE_PARTLY_PAID, TERMINAL_CLOSING, CART_EMPTY, CART_NOT_OPEN, NOT_REFUNDABLE,
                    NOT_REVERSIBLE, DRAWER_IN_USE, CLOCK_WENT_BACK, NOT_TO_ATTEST, SIGNATURE_UNANSWERED,
                    NO_SIGNATURE_ASKED,
                    OPERATOR_EXISTS ->
                of(409, code, "Not possible in the present state", refused.detail());
            case WRONG_PIN, TILL_TAKEN_OVER -> of(401, code, "Not signed in", refused.detail());
            case APPROVAL_NEEDED -> of(403, code, "A supervisor has to approve this", refused.detail());
            case OPERATOR_LOCKED -> of(429, code, "Locked for a while", refused.detail());
            case TERMINAL_NOT_READY -> of(503, code, "The terminal is not ready", refused.detail());
        };
        boolean later = refused.reason() == Reason.TERMINAL_NOT_READY
                || refused.reason() == Reason.PAYMENT_UNRESOLVED
                || refused.reason() == Reason.TERMINAL_CLOSING;
        return later ? problem.retryLater() : problem;
    }

    /// The same, worth trying again.
    public Problem retryLater() {
        return new Problem(type, title, status, code, detail, true, errors, requestId);
    }

    /// The same, with what is wrong in particular.
    Problem with(List<FieldError> particular) {
        return new Problem(type, title, status, code, detail, retryable, particular, requestId);
    }

    /// The same, with the request's id.
    public Problem inRequest(String id) {
        return new Problem(type, title, status, code, detail, retryable, errors, id);
    }

    /// To throw it.
    public ProblemException exception() {
        return new ProblemException(this);
    }
}
