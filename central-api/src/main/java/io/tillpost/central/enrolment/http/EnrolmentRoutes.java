package io.tillpost.central.enrolment.http;

import io.tillpost.central.enrolment.AuthorityKeeper;
import io.tillpost.central.enrolment.Enrolment;
import io.tillpost.central.enrolment.MalformedRequestException;
import io.tillpost.central.enrolment.NoAuthorityException;
import io.tillpost.central.enrolment.Outcome;
import io.tillpost.central.enrolment.Pem;
import io.tillpost.central.enrolment.Refusal;
import io.tillpost.central.enrolment.Renewals;
import io.tillpost.central.enrolment.RevocationLists;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/enrolment`: what a box asks before it has a token. Open to everyone: codes and signatures are the proof. Neither
/// command needs an idempotency key, since the same request gives the same certificate.
public final class EnrolmentRoutes {
    private static final String PATH = "/v1/enrolment";
    private static final int MOST_BYTES = 32 * 1024;

    private final AuthorityKeeper keeper;
    private final RevocationLists lists;
    private final @Nullable Desk desk;

    /// Who answers boxes.
    public record Desk(Enrolment enrolment, Renewals renewals) {}

    /// @param desk absent where the node is not configured for enrolment
    public EnrolmentRoutes(AuthorityKeeper keeper, RevocationLists lists, @Nullable Desk desk) {
        this.keeper = keeper;
        this.lists = lists;
        this.desk = desk;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.open("GET", PATH + "/authority", "readAuthority", this::authority),
                Route.open("GET", PATH + "/crl", "readRevocationList", this::revocationList),
                Route.open("POST", PATH + "/certificates", "enrolDevice", this::enrol)
                        .receiving(MOST_BYTES, "application/json"),
                Route.open("POST", PATH + "/renewals", "renewDevice", this::renew)
                        .receiving(MOST_BYTES, "application/json"));
    }

    private Answer authority(Call call) throws ProblemException {
        var current = keeper.current().orElseThrow(EnrolmentRoutes::notSetUp);
        return Answer.content("application/pem-certificate-chain",
                Pem.ofCertificates(List.of(current.certificate())).getBytes(StandardCharsets.US_ASCII));
    }

    /// RFC 5280, 4.2.1.13 and RFC 2585, 4: DER.
    private Answer revocationList(Call call) throws ProblemException {
        try {
            return Answer.content("application/pkix-crl", lists.current());
        } catch (NoAuthorityException e) {
            throw notSetUp();
        }
    }

    private Answer enrol(Call call) throws ProblemException {
        var request = call.json(EnrolmentRequest.class);
        return answer(() -> open().enrolment().enrol(request));
    }

    private Answer renew(Call call) throws ProblemException {
        var request = call.json(RenewalRequest.class);
        return answer(() -> open().renewals().renew(request));
    }

    private Desk open() throws ProblemException {
        if (desk == null) {
            throw notSetUp();
        }
        return desk;
    }

    private interface Asking {
        Outcome ask() throws MalformedRequestException, ProblemException;
    }

    private static Answer answer(Asking asking) throws ProblemException {
        Outcome outcome;
        try {
            outcome = asking.ask();
        } catch (MalformedRequestException e) {
            throw Problem.malformed(e.pointer(), e.reason()).exception();
        } catch (NoAuthorityException e) {
            throw notSetUp();
        }
        return switch (outcome) {
            case Outcome.Issued(var reply) ->
                Answer.ok(reply).about("agent:" + reply.agent(), "store:" + reply.store());
            case Outcome.Refused(var why, var detail) -> throw problem(why, detail).exception();
        };
    }

    private static Problem problem(Refusal why, String detail) {
        return switch (why) {
            case CODE_NOT_TAKEN ->
                Problem.of(403, "enrolment-code-not-taken", "The code is not taken", detail);
            case CERTIFICATE_UNKNOWN ->
                Problem.of(403, "certificate-unknown", "The certificate is not known", detail);
            case RENEWAL_NOT_GRANTED ->
                Problem.of(403, "renewal-not-granted", "There is no next certificate", detail);
            case TOO_MANY_CERTIFICATES ->
                Problem.of(403, "too-many-certificates", "The box has enough certificates", detail)
                        .retryLater();
            case CLOCK_TOO_FAR -> Problem.of(403, "clock-too-far", "The clocks are too far apart", detail);
        };
    }

    static ProblemException notSetUp() {
        return Problem.conflict("enrolment-not-set-up",
                "this installation has no authority yet, or this node is not configured for enrolment")
                .exception();
    }
}
