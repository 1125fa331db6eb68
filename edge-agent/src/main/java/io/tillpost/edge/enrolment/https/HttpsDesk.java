package io.tillpost.edge.enrolment.https;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.enrolment.Desk;
import io.tillpost.edge.enrolment.HeardTime;
import io.tillpost.edge.https.Exchange;
import io.tillpost.edge.https.Question;
import io.tillpost.edge.https.Reply;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Head office's routes for enrolment (docs/reference/enrolment.md).
final class HttpsDesk implements Desk {
    static final Duration WITHIN = Duration.ofSeconds(30);
    static final long LARGEST_ANSWER_BYTES = 64L * 1024;
    private static final int SERVER_ERRORS = 500;
    private static final int TOO_MANY = 429;
    private static final int REFUSALS = 400;

    private final URI url;
    private final SSLContext tls;

    HttpsDesk(URI url, SSLContext tls) {
        this.url = url;
        this.tls = tls;
    }

    @Override
    public Answer enrol(EnrolmentRequest request) {
        return post("/v1/enrolment/certificates", request);
    }

    @Override
    public Answer renew(RenewalRequest request) {
        return post("/v1/enrolment/renewals", request);
    }

    private Answer post(String path, Object body) {
        try (var exchange = new Exchange(tls)) {
            var answer = exchange.ask(
                    Question.post(URI.create(url + path), "application/json", Json.write(body)),
                    LARGEST_ANSWER_BYTES, WITHIN);
            int status = answer.status();
            if (status == Reply.OK) {
                return new Answer.Granted(Json.readOfNewer(answer.body(), EnrolmentReply.class),
                        heard(answer));
            }
            if (status >= SERVER_ERRORS || status == TOO_MANY) {
                return new Answer.Failed(Trouble.NO_ROUTE, "head office answers " + status);
            }
            return status >= REFUSALS
                    ? refused(answer)
                    : new Answer.Failed(Trouble.UNREADABLE, "it answers " + status);
        } catch (MalformedJsonException e) {
            return new Answer.Failed(Trouble.UNREADABLE,
                    "what came cannot be read at '" + e.pointer() + "'");
        } catch (IOException e) {
            return new Answer.Failed(Troubles.of(e), Troubles.words(e));
        }
    }

    private static @Nullable HeardTime heard(Reply answer) {
        return answer.provenTime().map(said -> new HeardTime(said.now(), said.provenUntil())).orElse(null);
    }

    private static Answer refused(Reply answer) {
        JsonNode problem = Json.readTree(answer.body());
        return new Answer.Refused(answer.status(), problem.path("code").asText("no-code"),
                problem.path("detail").asText("no reason given"), heard(answer));
    }
}
