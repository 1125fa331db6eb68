package io.tillpost.central.enrolment;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.incident.Incidents;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.enrol.RenewalRequest;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Gives boxes their next certificate. A box proves itself by the key of its last one, which may be out of date; former
/// certificates stay good until their end. Safe for use by all threads and by several nodes.
public final class Renewals {
    private static final int MAX_CERTIFICATE_BYTES = 4096;
    private static final int MAX_SIGNATURE_BYTES = 128;

    private final Database database;
    private final Authorities authorities;
    private final Devices devices;
    private final Stores stores;
    private final Incidents incidents;
    private final Clock clock;
    private final Issuing issuing;

    public Renewals(Database database, AuthorityKeeper keeper, Authorities authorities, Devices devices,
            Stores stores, Incidents incidents, EnrolmentRules rules, Clock clock, SecureRandom random) {
        this.database = database;
        this.authorities = authorities;
        this.devices = devices;
        this.stores = stores;
        this.incidents = incidents;
        this.clock = clock;
        this.issuing = new Issuing(keeper, authorities, devices, rules, clock, random);
    }

    /// Answers a box. The same request gives the same certificate. Throws [MalformedRequestException].
    public Outcome renew(RenewalRequest request) throws MalformedRequestException {
        var wanted = CertificateRequest.parse(request.csr());
        byte[] csr = CertificateRequest.decoded("/csr", request.csr(), MAX_CERTIFICATE_BYTES);
        byte[] last = CertificateRequest.decoded("/certificate", request.certificate(),
                MAX_CERTIFICATE_BYTES);
        byte[] signature = CertificateRequest.decoded("/signature", request.signature(), MAX_SIGNATURE_BYTES);
        Instant now = clock.instant();
        if (Duration.between(request.signedAt(), now).abs().compareTo(EnrolmentRules.CLOCK_TOLERANCE) > 0) {
            return new Outcome.Refused(Refusal.CLOCK_TOO_FAR,
                    "signed at " + request.signedAt() + ", here it is " + now);
        }
        // It is looked up by its bytes, so nothing in it is believed that was not issued here.
        Hash fingerprint = Sha256.of(last);
        Optional<DeviceCertificate> known = Tenancy.everyone(() -> database
                .inTransaction(transaction -> devices.byFingerprint(transaction, fingerprint)));
        if (known.isEmpty()) {
            return new Outcome.Refused(Refusal.CERTIFICATE_UNKNOWN,
                    "its certificate was not issued here, or head office was restored to before it was");
        }
        byte[] signed = RenewalRequest.signedBytes(csr, last, request.signedAt());
        if (!P256.verifies(known.get().certificate().getPublicKey(), signed, signature)) {
            return refused("its signature is not by the key of its certificate");
        }
        return Tenancy.of(known.get().tenant(),
                () -> database.inTransaction(transaction -> answer(transaction, known.get(), wanted)));
    }

    private Outcome answer(Transaction transaction, DeviceCertificate seen, CertificateRequest wanted) {
        DeviceCertificate last = devices.locked(transaction, seen.tenant(), seen.serial()).orElseThrow();
        if (last.revocation() != null) {
            incidents.raise(transaction, last.tenant(), last.store(), "renewal-refused", last.agent(),
                    "agent '" + last.agent() + "' asks for its next certificate with the revoked one "
                            + last.serial());
            return refused("its certificate was revoked at " + last.revocation().at());
        }
        if (clock.instant().isAfter(last.notAfter().plus(EnrolmentRules.GRACE))) {
            return refused("its certificate ended at " + last.notAfter() + ", more than "
                    + EnrolmentRules.GRACE.toDays() + " days ago");
        }
        if (!stores.isRegistered(transaction, last.tenant(), last.store(), last.agent())) {
            return refused("agent '" + last.agent() + "' does not speak for store '" + last.store()
                    + "' any more");
        }
        if (authorities.isNode(transaction, last.agent())) {
            return refused("a node of head office has the name '" + last.agent() + "'");
        }
        var earlier = devices.renewal(transaction, last.tenant(), last.serial(), wanted.hash());
        if (earlier.isPresent()) {
            return earlier.get().revocation() == null
                    ? issuing.reply(transaction, earlier.get())
                    : refused("the certificate for this request was revoked");
        }
        if (!devices.keyIsFree(transaction, wanted.keyId(), last.agent())) {
            return refused("the key of its request is another agent's or was given up");
        }
        var living = devices.living(transaction, last.tenant(), last.agent(), clock.instant());
        if (living.size() >= EnrolmentRules.LIVING_MAX) {
            return again(transaction, living, wanted);
        }
        return issuing.reply(transaction, issuing.issue(transaction,
                new Issuing.Bearer(last.tenant(), last.store(), last.agent()), wanted, last.serial()));
    }

    /// A box that has as many certificates as it may: the newest that it has for the same key, whose answer was lost. Superseding
    /// an old one would help nobody, since its number has to be told until its end.
    private Outcome again(Transaction transaction, List<DeviceCertificate> living,
            CertificateRequest wanted) {
        for (DeviceCertificate one : living) {
            if (one.keyId().equals(wanted.keyId())) {
                return issuing.reply(transaction, one);
            }
        }
        Instant first = living.stream()
                .map(DeviceCertificate::notAfter)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new Outcome.Refused(Refusal.TOO_MANY_CERTIFICATES,
                "the box has " + living.size() + " certificates that have not ended, expected fewer than "
                        + EnrolmentRules.LIVING_MAX + "; the first of them ends at " + first);
    }

    private static Outcome refused(String detail) {
        return new Outcome.Refused(Refusal.RENEWAL_NOT_GRANTED, detail);
    }
}
