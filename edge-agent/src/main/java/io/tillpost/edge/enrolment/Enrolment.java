package io.tillpost.edge.enrolment;

import io.tillpost.edge.enrolment.IdentityFolder.Pending;
import io.tillpost.edge.enrolment.IdentityFolder.Purpose;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import io.tillpost.protocol.journal.Sha256;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes a box one that head office knows, with a code that a person carries: over the network, or by two files. The key
/// is kept with its code until its certificate is stored, so that a lost answer is asked for again; another code has another
/// key. One caller at a time.
public final class Enrolment {
    private static final String NOT_TAKEN = "enrolment-code-not-taken";

    private final IdentityFolder folder;
    private final Desk.Directory desks;
    private final TrustedTime time;
    private final SecureRandom random;

    /// Asks nobody yet.
    ///
    /// @param random for the key
    public Enrolment(IdentityFolder folder, Desk.Directory desks, TrustedTime time, SecureRandom random) {
        this.folder = folder;
        this.desks = desks;
        this.time = time;
        this.random = random;
    }

    /// Refuses a box that is enrolled already, unless it shall be enrolled `again`. Throws [EnrolmentException].
    public void mayBegin(boolean again) throws IOException {
        if (again) {
            return;
        }
        Optional<BoxIdentity> held = folder.current();
        if (held.isPresent()) {
            throw new EnrolmentException("this box is enrolled already, as '" + held.get().reply().agent()
                    + "' of store '" + held.get().reply().store()
                    + "'; with --again and a new code it becomes what that code says");
        }
    }

    /// The authority of head office at `url`, if it is the one that the code names. Sends nothing but the question, and
    /// not the code. Throws [EnrolmentException].
    public X509Certificate authority(EnrolmentCode code, URI url) throws EnrolmentException {
        return switch (desks.authority(url)) {
            case Desk.Authority.Claimed(var bytes) -> {
                X509Certificate claimed = ReplyCheck.certificate(bytes);
                if (!isNamed(code, claimed)) {
                    throw new EnrolmentException("the authority at " + url + " ("
                            + fingerprint(claimed)
                            + ") is not the one in the code: that is another head office, or somebody is between it"
                            + " and this box. The code was not sent. Check the URL and the network, then use a new code");
                }
                yield claimed;
            }
            case Desk.Authority.None(var trouble, var detail) -> throw failed(url, trouble, detail);
        };
    }

    /// Asks head office at `url`, and stores what it gives. The same question may be asked again after any failure.
    /// Throws [EnrolmentException].
    public BoxIdentity enrol(EnrolmentCode code, URI url, BoxPlace place) throws IOException {
        X509Certificate authority = authority(code, url);
        Pending pending = folder.waiting(code, random);
        return switch (desks.at(url, List.of(authority))
                .enrol(new EnrolmentRequest(code.text(), pending.csr()))) {
            case Desk.Answer.Granted(var reply, var at) -> {
                if (at != null) {
                    var _ = time.heard(at);
                }
                yield take(pending, reply, authority, url, place);
            }
            case Desk.Answer.Refused(var status, var problem, var detail, _) -> throw new EnrolmentException(
                    problem.equals(NOT_TAKEN)
                            ? "head office did not take the code: it was used, is older than 15 minutes, or is another"
                                    + " head office's. Get a new one and try again"
                            : "head office refused (" + status + " " + problem + "): " + detail);
            case Desk.Answer.Failed(var trouble, var detail) -> throw failed(url, trouble, detail);
        };
    }

    /// What a box without a way to head office asks there by file. Keeps the key and the code for [#accept].
    ///
    /// @param url where later certificates come from; absent: by file, too
    public EnrolmentRequest request(EnrolmentCode code, @Nullable URI url) throws IOException {
        Pending waiting = folder.waiting(code, random);
        folder.keep(Purpose.ENROLMENT,
                new Pending(waiting.key(), waiting.csr(), waiting.codeHash(), code.text(), url));
        return new EnrolmentRequest(code.text(), waiting.csr());
    }

    /// What an enrolled box without a way to head office asks there by file, before its certificate ends or long after.
    /// Throws [EnrolmentException].
    public RenewalRequest renewal() throws IOException {
        BoxIdentity held = folder.required();
        Pending next = folder.waiting(random);
        return Renewal.request(held, Base64.getDecoder().decode(next.csr()), time.instant());
    }

    /// Stores what head office answered to [#request] or [#renewal]. Throws [EnrolmentException].
    public BoxIdentity accept(EnrolmentReply reply, BoxPlace place) throws IOException {
        X509Certificate own = ReplyCheck.certificates(reply).getFirst();
        Optional<Pending> renewed = folder.pending(Purpose.RENEWAL)
                .filter(one -> one.key().open().equals(own.getPublicKey()));
        if (renewed.isPresent()) {
            return acceptRenewal(renewed.get(), reply, place);
        }
        Pending pending = folder.pending(Purpose.ENROLMENT)
                .orElseThrow(() -> new EnrolmentException(
                        "no request waits for a reply here; run first: tillpost agent enrol-request"));
        if (pending.code() == null) {
            throw new EnrolmentException(
                    "the request that waits here was asked over the network; run first: tillpost agent enrol-request");
        }
        X509Certificate authority = ReplyCheck.certificates(reply).getLast();
        if (!isNamed(EnrolmentCode.parse(pending.code()), authority)) {
            throw new EnrolmentException("the authority in the reply (" + fingerprint(authority)
                    + ") is not the one in the code: the reply is another head office's. Nothing was stored");
        }
        return take(pending, reply, authority, pending.url(), place);
    }

    private BoxIdentity acceptRenewal(Pending pending, EnrolmentReply reply, BoxPlace place)
            throws IOException {
        BoxIdentity held = folder.required();
        Instant now = time.instant();
        if (now.isAfter(ReplyCheck.certificates(reply).getFirst().getNotAfter().toInstant())) {
            // The same request gives the same certificate for ever.
            folder.giveUp(pending.key());
        }
        BoxIdentity fresh = ReplyCheck.identity(pending.key(), reply, held.trusted(), held.url(), now);
        place.mustBe(fresh.place());
        if (!folder.replace(held, held, fresh)) {
            throw new EnrolmentException("this box was enrolled again meanwhile; nothing was changed");
        }
        return fresh;
    }

    /// How people compare an authority: SHA-256 of its certificate.
    public static String fingerprint(X509Certificate certificate) {
        return "SHA-256 " + Sha256.of(encoded(certificate));
    }

    private BoxIdentity take(Pending pending, EnrolmentReply reply, X509Certificate authority,
            @Nullable URI url, BoxPlace place) throws IOException {
        Instant now = time.instant();
        BoxIdentity identity = ReplyCheck.identity(pending.key(), reply, List.of(authority), url, now);
        place.mustBe(identity.place());
        folder.store(identity);
        return identity;
    }

    private static boolean isNamed(EnrolmentCode code, X509Certificate authority) {
        return code.isFor(Sha256.of(encoded(authority)));
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }

    private EnrolmentException failed(URI url, Desk.Trouble trouble, String detail) {
        return new EnrolmentException(switch (trouble) {
            case NO_ROUTE -> "no way to " + url + " (" + detail + "); check name, port, network and firewall";
            case NOT_TRUSTED -> "the server at " + url + " does not prove to be head office's (" + detail
                    + "); the code was not sent. Its certificate has to come from head office's authority and name that host";
            case CLOCK ->
                "the certificate of " + url + " does not count at this box's time, " + time.instant()
                        + " (" + detail + "); set the clock and try again";
            case UNREADABLE ->
                "what answers at " + url + " is no head office (" + detail + "); check the URL";
        });
    }
}
