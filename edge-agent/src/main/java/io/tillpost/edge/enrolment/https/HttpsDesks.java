package io.tillpost.edge.enrolment.https;

import io.tillpost.edge.enrolment.AuthorityTrust;
import io.tillpost.edge.enrolment.Desk;
import io.tillpost.edge.https.Exchange;
import io.tillpost.edge.https.Question;
import io.tillpost.edge.https.Reply;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;

/// Head office's desks over HTTPS. Each call opens its own connection: they are weeks apart.
public final class HttpsDesks implements Desk.Directory {
    private final InstantSource time;

    /// Connects to nobody yet.
    ///
    /// @param time by which servers' certificates are judged
    public HttpsDesks(InstantSource time) {
        this.time = time;
    }

    @Override
    public Desk at(URI url, List<X509Certificate> trusted) {
        return new HttpsDesk(url, AuthorityTrust.context(trusted, time));
    }

    @Override
    public Desk.Authority authority(URI url) {
        try (var exchange = new Exchange(Strangers.context())) {
            Reply answer = exchange.ask(Question.get(URI.create(url + "/v1/enrolment/authority")),
                    HttpsDesk.LARGEST_ANSWER_BYTES, HttpsDesk.WITHIN);
            if (answer.status() != Reply.OK) {
                return new Desk.Authority.None(Desk.Trouble.UNREADABLE, "it answers " + answer.status());
            }
            return new Desk.Authority.Claimed(answer.body());
        } catch (IOException e) {
            return new Desk.Authority.None(Troubles.of(e), Troubles.words(e));
        }
    }
}
