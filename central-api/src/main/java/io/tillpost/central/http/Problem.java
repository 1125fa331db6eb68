package io.tillpost.central.http;

import io.tillpost.protocol.card.CardNumbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refusal by RFC 9457. `code` is stable and documented in docs/reference/problems.md; `retryable` says whether the
/// same request can succeed later.
public record Problem(String type, String title, int status, String code, String detail, boolean retryable,
        List<FieldError> errors, @Nullable String requestId) {
    public Problem {
        // A refusal quotes what was asked for.
        detail = CardNumbers.mask(detail);
        errors = List.copyOf(errors);
    }

    /// One field that is wrong, by JSON Pointer.
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

    /// 400: the body or a parameter is not what was expected; `pointer` is a JSON Pointer, or `?name` for a parameter.
    public static Problem malformed(String pointer, String detail) {
        return of(400, "malformed-request", "The request is not what was expected", detail)
                .withErrors(List.of(new FieldError(pointer, detail)));
    }

    /// 404: there is no such thing, or it belongs to somebody else: the answer is the same.
    public static Problem notFound(String what, String id) {
        return of(404, "not-found", "Not found", "no " + what + " '" + id + "'");
    }

    /// 409: the state of things forbids it.
    public static Problem conflict(String code, String detail) {
        return of(409, code, "Not possible in the present state", detail);
    }

    /// 422: well-formed, but wrong in itself.
    public static Problem unprocessable(String code, String detail) {
        return of(422, code, "Cannot be processed", detail);
    }

    /// The same with these fields.
    public Problem withErrors(List<FieldError> fields) {
        return new Problem(type, title, status, code, detail, retryable, fields, requestId);
    }

    /// The same, worth trying again.
    public Problem retryLater() {
        return new Problem(type, title, status, code, detail, true, errors, requestId);
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
