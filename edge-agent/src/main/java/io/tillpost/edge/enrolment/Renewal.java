package io.tillpost.edge.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.RenewalRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Gets the box its next certificate in time, and tries for as long as it takes, also long after the last one has ended.
/// Selling never waits for it. One thread steps it; all may ask how it is.
public final class Renewal implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Renewal.class.getName());
    /// Another program may enrol this box, and the clock may jump: looked at this often.
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration RETRY_MIN = Duration.ofMinutes(1);
    /// A store is offline for weeks; when it is back, the certificate is renewed the same day.
    private static final Duration RETRY_MAX = Duration.ofHours(6);
    /// Boxes that were enrolled on one day do not come back in one second.
    private static final Duration SPREAD_MAX = Duration.ofDays(1);
    private static final int SPREAD_SHARE = 10;
    private static final int DOUBLINGS_MAX = 10;
    private static final String CLOCK_TOO_FAR = "clock-too-far";
    private static final String NOT_GRANTED = "renewal-not-granted";
    private static final String UNKNOWN = "certificate-unknown";
    private static final String NOT_RENEWED = "certificate-not-renewed";
    private static final String CERTIFICATE = "certificate";
    private static final String RENEWAL = "certificate-renewal";
    private static final String BROKER = "certificate-broker";

    private final IdentityFolder folder;
    private final Desk.Directory desks;
    private final Policy policy;
    private final Alarm alarm;
    private final TrustedTime time;
    private final LongSupplier nanos;
    private final SecureRandom random;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable String lastSaid;
    private @Nullable Wait wait;
    private long retryAtNanos;
    private int failures;
    private @Nullable Boolean expiredTold;
    private volatile @Nullable String refused;
    private boolean refusedTold;
    private volatile boolean unheard;
    private long unheardAtNanos;
    private volatile @Nullable String unknown;
    private boolean unknownTold;
    /// Whether head office has answered what the present certificate signs: then it is in its database.
    private volatile boolean known;
    /// Whether head office has answered since the last refusal.
    private volatile boolean answered;
    private boolean settled;

    /// How certificates follow each other.
    ///
    /// @param newKeys whether each certificate is for a new key; else the box keeps its key
    /// @param url of head office; absent: where the box was enrolled
    public record Policy(boolean newKeys, @Nullable URI url) {}

    /// The moment drawn for one certificate.
    private record Wait(String serial, Instant due) {}

    /// What was asked for.
    ///
    /// @param provenBy what it was proven with: `held`, or what was held before that
    private record Asked(BoxIdentity held, BoxIdentity provenBy, DeviceKey key, URI url) {}

    /// Asks nobody yet.
    ///
    /// @param nanos monotonic time
    public Renewal(IdentityFolder folder, Desk.Directory desks, Policy policy, Alarm alarm, TrustedTime time,
            LongSupplier nanos, SecureRandom random) {
        this.folder = folder;
        this.desks = desks;
        this.policy = policy;
        this.alarm = alarm;
        this.time = time;
        this.nanos = nanos;
        this.random = random;
        this.retryAtNanos = nanos.getAsLong();
        this.unheardAtNanos = nanos.getAsLong();
        this.thread = Thread.ofPlatform().name("certificate-renewal").daemon().unstarted(this::loop);
    }

    /// Looks after the certificate on a thread of its own.
    public void start() {
        thread.start();
    }

    /// How the certificate is; empty when the box is not enrolled or its identity cannot be used.
    public Optional<IdentityStatus> status() {
        try {
            String refusal = unknown == null ? refused : unknown;
            return folder.current()
                    .map(one -> IdentityStatus.of(one, time.instant(), lastSaid))
                    .map(status -> refusal != null && status.detail() == null
                            ? status.saying(refusal)
                            : status);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The broker took the certificate.
    public void accepted() {
        refused = null;
    }

    /// The broker did not, in its words.
    public void refused(String detail) {
        refused = "head office's broker refuses the certificate (" + detail
                + "); if head office revoked it, enrol the box again";
    }

    /// Head office lets what this box signs go unanswered: it may have been restored to before it knew this box's key, so
    /// the next certificate is asked for at once.
    public void unheard() {
        unheard = true;
    }

    /// Head office has answered, so it knows this box.
    public void heard() {
        unheard = false;
        unknown = null;
        known = true;
        answered = true;
    }

    private void loop() {
        try {
            while (!closed.await(stepOrLog().toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.TRACE, "the certificate is looked at again");
            }
        } catch (InterruptedException e) {
            // By close().
            LOG.log(Level.DEBUG, "interrupted", e);
        }
    }

    /// As [#step], and fails with nothing.
    Duration stepOrLog() {
        try {
            return step();
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: this thread has to outlive it.
            LOG.log(Level.ERROR, "renewal goes on after a failure", e);
            return LOOK;
        }
    }

    /// Does what is due; returns how long nothing will be, a minute at most.
    Duration step() {
        try {
            Optional<BoxIdentity> held = folder.current();
            if (held.isEmpty()) {
                return LOOK;
            }
            tellIfExpired(held.get());
            tellIfRefused();
            boolean ends = !time.instant().isBefore(due(held.get()));
            tellIfUnknown(ends);
            boolean due = ends && nanos.getAsLong() - retryAtNanos >= 0;
            if (due || (unheard && nanos.getAsLong() - unheardAtNanos >= 0)) {
                unheard = false;
                renew(held.get());
            }
        } catch (IOException e) {
            say(String.valueOf(e.getMessage()));
            later(RETRY_MAX);
        }
        return LOOK;
    }

    private Instant due(BoxIdentity identity) {
        Wait drawn = wait;
        if (drawn == null || !drawn.serial.equals(identity.serial())) {
            Instant from = identity.reply().renewAfter();
            long spread = Math.min(SPREAD_MAX.toMillis(),
                    Duration.between(from, identity.validUntil()).toMillis() / SPREAD_SHARE);
            drawn = new Wait(identity.serial(), from.plusMillis(random.nextLong(Math.max(1, spread))));
            wait = drawn;
            lastSaid = null;
            failures = 0;
            retryAtNanos = nanos.getAsLong();
        }
        return drawn.due;
    }

    private void renew(BoxIdentity held) throws IOException {
        URI url = policy.url() == null ? held.url() : policy.url();
        if (url == null) {
            say("this box was enrolled by files and knows no URL of head office; it gets its next certificate by files");
            later(RETRY_MAX);
            return;
        }
        Key next = next(held);
        Desk desk = desks.at(url, held.trusted());
        Desk.Answer answer = ask(desk, held, next);
        Optional<BoxIdentity> before = isUnknown(answer) ? folder.predecessor() : Optional.empty();
        if (before.isPresent()) {
            LOG.log(Level.WARNING, "head office does not know certificate {0}, it is asked by {1}",
                    held.serial(),
                    before.get().serial());
            answer = ask(desk, before.get(), next);
        }
        take(new Asked(held, before.orElse(held), next.key, url), answer);
    }

    private static boolean isUnknown(Desk.Answer answer) {
        return answer instanceof Desk.Answer.Refused(_, var code, _, _) && code.equals(UNKNOWN);
    }

    private Desk.Answer ask(Desk desk, BoxIdentity by, Key next) throws EnrolmentException {
        Desk.Answer answer = desk.renew(request(by, next, time.instant()));
        if (answer instanceof Desk.Answer.Refused(_, var code, _, var at) && code.equals(CLOCK_TOO_FAR)
                && at != null && time.heard(at)) {
            // Head office proved itself by its certificate, so its clock counts for this one signature.
            answer = desk.renew(request(by, next, at.now()));
        }
        return answer;
    }

    private void take(Asked asked, Desk.Answer answer) throws IOException {
        switch (answer) {
            case Desk.Answer.Granted(var reply, var at) -> granted(asked, reply, at);
            case Desk.Answer.Refused(var status, var code, var detail, var at) -> {
                if (at != null) {
                    var _ = time.heard(at);
                }
                say("head office refused (" + status + " " + code + "): " + detail);
                notRenewed(asked, code, detail);
                later(RETRY_MAX);
            }
            case Desk.Answer.Failed(var trouble, var detail) -> {
                say("no answer from " + asked.url + " (" + trouble + "): " + detail);
                failures = Math.min(failures + 1, DOUBLINGS_MAX);
                Duration pause = RETRY_MIN.multipliedBy(1L << (failures - 1));
                later(pause.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause);
            }
        }
    }

    /// Says what does not mend itself.
    private void notRenewed(Asked asked, String code, String detail) throws IOException {
        String agent = asked.held.reply().agent();
        boolean refusedForGood = code.equals(NOT_GRANTED);
        if (code.equals(UNKNOWN) || (refusedForGood && !asked.provenBy.equals(asked.held))) {
            unknown = "head office does not know the certificate of '" + agent
                    + "', and gives none for one before it: its database was restored to an earlier time;"
                    + " enrol the box again, with a new code and --again";
        } else if (refusedForGood) {
            alarm.raise(NOT_RENEWED, RENEWAL, "head office renews the certificate of '" + agent
                    + "' no more: " + detail + "; if that stays so, enrol the box again");
            answered = false;
            settled = false;
        }
        if (refusedForGood) {
            folder.giveUp(asked.key);
        }
    }

    private void granted(Asked asked, EnrolmentReply reply, @Nullable HeardTime at) throws IOException {
        BoxIdentity held = asked.held;
        Instant now = at != null && time.heard(at) ? at.now() : time.instant();
        if (!ReplyCheck.counts(reply, now)) {
            // Its answer was lost at the time, and the same request gives the same certificate for ever.
            folder.giveUp(asked.key);
        }
        BoxIdentity fresh = ReplyCheck.identity(asked.key, reply, held.trusted(), held.url(), now);
        held.place().mustBe(fresh.place());
        // A silent head office is often one that is restored soon: what it certainly knew is kept, however often it is asked.
        BoxIdentity before = known ? asked.provenBy : folder.predecessor().orElse(asked.provenBy);
        if (folder.replace(held, before, fresh)) {
            LOG.log(Level.INFO, "certificate {0} of {1} follows {2}, valid until {3}", fresh.serial(),
                    reply.agent(), held.serial(), fresh.validUntil());
            alarm.settle(CERTIFICATE);
            alarm.settle(RENEWAL);
        }
        unknown = null;
        known = false;
        lastSaid = null;
        if (!time.instant().isBefore(due(fresh))) {
            // By this box's clock the next one is due already, so that is far ahead.
            later(RETRY_MAX);
        }
        // It may be silent for another reason, and is not to make certificates all the time.
        unheardAtNanos = nanos.getAsLong() + RETRY_MAX.toNanos();
    }

    /// The key that the next certificate is for, and its request.
    private record Key(DeviceKey key, byte[] csr) {}

    private Key next(BoxIdentity held) throws IOException {
        if (!policy.newKeys()) {
            return new Key(held.key(), CertificateRequest.of(held.key()));
        }
        var waiting = folder.waiting(random);
        return new Key(waiting.key(), Base64.getDecoder().decode(waiting.csr()));
    }

    private static RenewalRequest request(BoxIdentity held, Key next, Instant now) throws EnrolmentException {
        return request(held, next.csr, now);
    }

    /// Asks for the certificate of `csr`, proven by the key of the last one.
    static RenewalRequest request(BoxIdentity held, byte[] csr, Instant now) throws EnrolmentException {
        byte[] certificate;
        try {
            certificate = held.certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new EnrolmentException("the certificate cannot be written: " + e.getMessage());
        }
        Instant signedAt = now.truncatedTo(ChronoUnit.SECONDS);
        byte[] signature = held.key().sign(RenewalRequest.signedBytes(csr, certificate, signedAt));
        var base64 = Base64.getEncoder();
        return new RenewalRequest(base64.encodeToString(csr), base64.encodeToString(certificate),
                signedAt, base64.encodeToString(signature));
    }

    private void tellIfExpired(BoxIdentity held) {
        boolean expired = time.instant().isAfter(held.validUntil());
        if (!Boolean.valueOf(expired).equals(expiredTold)) {
            if (expired) {
                alarm.raise("certificate-expired", CERTIFICATE, "the certificate of '" + held.reply().agent()
                        + "' expired on " + held.validUntil()
                        + ": nothing reaches head office until it is renewed; selling goes on");
            } else {
                alarm.settle(CERTIFICATE);
            }
            expiredTold = expired;
        }
    }

    private void tellIfRefused() {
        String why = refused;
        if (why != null && !refusedTold) {
            alarm.raise("certificate-refused", BROKER, why + "; selling goes on");
        } else if (why == null && refusedTold) {
            alarm.settle(BROKER);
        }
        refusedTold = why != null;
    }

    /// @param ends whether a next certificate is due: what was refused then is over when there is one, and not before
    private void tellIfUnknown(boolean ends) {
        String why = unknown;
        if (why != null && !unknownTold) {
            alarm.raise(NOT_RENEWED, RENEWAL, why + "; selling goes on");
            settled = false;
        } else if (why == null && (unknownTold || (answered && !ends && !settled))) {
            // Also what a run before this one has told.
            alarm.settle(RENEWAL);
            settled = true;
        }
        unknownTold = why != null;
    }

    private void say(String what) {
        if (!what.equals(lastSaid)) {
            LOG.log(Level.WARNING, "certificate: {0}", what);
        }
        lastSaid = what;
    }

    /// A half to the whole of `most` from now.
    private void later(Duration most) {
        long whole = most.toNanos();
        retryAtNanos = nanos.getAsLong() + whole / 2 + random.nextLong(whole / 2);
        unheardAtNanos = retryAtNanos;
    }

    /// Stops asking.
    @Override
    public void close() {
        closed.countDown();
        // A question under way is given up; its key waits on the disk, and the next start asks again.
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
