package io.tillpost.central.identity.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.identity.ClientLogins;
import io.tillpost.central.identity.Credentials;
import io.tillpost.central.identity.LoginVerdict;
import io.tillpost.central.identity.Principal;
import java.util.regex.Pattern;

/// What the endpoints of OAuth share: the client proves who it is, and refusals have the form of RFC 6749, 5.2.
final class OAuthAnswers {
    private static final Pattern PLAIN_ID = Pattern.compile("[a-z0-9-]{1,63}");

    private OAuthAnswers() {}

    /// A refusal, RFC 6749, 5.2.
    record OAuthError(String error, @JsonProperty("error_description") String description) {}

    /// What an endpoint does for a client that has proved who it is.
    @FunctionalInterface
    interface Endpoint {
        Answer answer(Call call, TokenForm form, LoginVerdict.Proved client);
    }

    /// Answers for a client that proves who it is, and refuses all others.
    static Answer authenticated(ClientLogins logins, Call call, Endpoint endpoint) {
        TokenForm form;
        try {
            form = TokenForm.read(call);
        } catch (TokenForm.MalformedFormException e) {
            return error(400, "invalid_request", e.reason());
        }
        return switch (logins.judge(form.credentials())) {
            case LoginVerdict.Proved client -> endpoint.answer(call, form, client).about(name(client));
            case LoginVerdict.Refused(var reason) -> {
                Answer refusal = error(401, "invalid_client", reason).about(claim(form.credentials()));
                yield form.usedHeader()
                        ? refusal.withHeader("WWW-Authenticate", "Basic realm=\"tillpost\"")
                        : refusal;
            }
        };
    }

    /// For the audit trail.
    private static String name(LoginVerdict.Proved client) {
        Principal principal = client.principal();
        return (principal.deviceKey() == null ? "client:" : "device:") + principal.id();
    }

    /// For the audit trail: who somebody wanted to be. What is no id is not repeated.
    private static String claim(Credentials credentials) {
        String id = switch (credentials) {
            case Credentials.Password password -> password.clientId();
            case Credentials.Certificate certificate -> certificate.clientId();
            case Credentials.Assertion assertion -> assertion.clientId() == null ? "?" : assertion.clientId();
        };
        return "client:" + (PLAIN_ID.matcher(id).matches() ? id : "?");
    }

    static Answer error(int status, String code, String description) {
        return uncached(Answer.json(status, new OAuthError(code, description)));
    }

    /// RFC 6749, 5.1; `Cache-Control: no-store` goes with every answer of ours anyhow.
    static Answer uncached(Answer answer) {
        return answer.withHeader("Pragma", "no-cache");
    }
}
