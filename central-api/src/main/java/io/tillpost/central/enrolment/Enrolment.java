package io.tillpost.central.enrolment;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.DeviceCertificate.Revocation;
import io.tillpost.central.incident.Incidents;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// Brings boxes in: takes a code once and answers with a certificate. The code's use, the agent's registration, the end of
/// its former certificates and the new one are one transaction. Safe for use by all threads and by several nodes.
public final class Enrolment {
    private static final System.Logger LOG = System.getLogger(Enrolment.class.getName());
    private static final Outcome NOT_TAKEN = new Outcome.Refused(Refusal.CODE_NOT_TAKEN,
            "expected a code that was made here within the last 15 minutes and not used yet");

    private final Database database;
    private final Devices devices;
    private final Stores stores;
    private final Incidents incidents;
    private final Clock clock;
    private final Issuing issuing;
    private final Authorities authorities;

    public Enrolment(Database database, AuthorityKeeper keeper, Authorities authorities, Devices devices,
            Stores stores, Incidents incidents, EnrolmentRules rules, Clock clock, SecureRandom random) {
        this.database = database;
        this.devices = devices;
        this.stores = stores;
        this.incidents = incidents;
        this.clock = clock;
        this.authorities = authorities;
        this.issuing = new Issuing(keeper, authorities, devices, rules, clock, random);
    }

    /// Answers a box that brings a code. The same request with the same code gives the same certificate for as long as the
    /// code lasts, so that a lost answer can be asked for again. Throws [MalformedRequestException].
    public Outcome enrol(EnrolmentRequest request) throws MalformedRequestException {
        EnrolmentCode code;
        try {
            code = EnrolmentCode.parse(request.code());
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException("/code", String.valueOf(e.getMessage()), e);
        }
        var wanted = CertificateRequest.parse(request.csr());
        Hash secretHash = Sha256.of(code.secret());
        // The code says whose box it is, not the caller.
        return Tenancy.everyone(() -> database.inTransaction(transaction -> {
            Optional<KeptCode> kept = devices.lockedCode(transaction, secretHash);
            if (kept.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING, "a code that was never made here is refused");
                return NOT_TAKEN;
            }
            return answer(transaction, kept.get(), code, wanted);
        }));
    }

    private Outcome answer(Transaction transaction, KeptCode kept, EnrolmentCode code,
            CertificateRequest wanted) {
        if (!clock.instant().isBefore(kept.expiresAt()) || kept.withdrawn()
                || kept.attempts() >= EnrolmentRules.CODE_ATTEMPTS) {
            return NOT_TAKEN;
        }
        if (!code.isFor(authorities.numbered(transaction, kept.authority()).fingerprint())) {
            return refused(transaction, kept, "it names another authority");
        }
        if (kept.usedCsr() != null) {
            return again(transaction, kept, wanted);
        }
        if (!devices.keyIsFree(transaction, wanted.keyId(), kept.agent())) {
            return refused(transaction, kept, "the key of its request is another agent's or was given up");
        }
        if (authorities.isNode(transaction, kept.agent())) {
            return refused(transaction, kept, "a node of head office has the agent's name");
        }
        if (!stores.register(transaction, kept.tenant(), kept.store(), kept.agent())) {
            return refused(transaction, kept, "the agent speaks for another store meanwhile");
        }
        // From here on it must succeed.
        Instant now = clock.instant();
        devices.supersede(transaction, kept.agent(),
                new Revocation(now, kept.createdBy(), RevocationReason.SUPERSEDED));
        var certificate = issuing.issue(transaction,
                new Issuing.Bearer(kept.tenant(), kept.store(), kept.agent()), wanted, null);
        devices.markUsed(transaction, kept, wanted.hash(), certificate.serial(), now);
        LOG.log(System.Logger.Level.INFO, "agent {0} of store {1} is enrolled, certificate {2}", kept.agent(),
                kept.store(), certificate.serial());
        return issuing.reply(transaction, certificate);
    }

    /// The code was used: its answer may have been lost, or somebody else has it.
    private Outcome again(Transaction transaction, KeptCode kept, CertificateRequest wanted) {
        var issued = devices.bySerial(transaction, kept.tenant(), String.valueOf(kept.serial()))
                .filter(certificate -> certificate.revocation() == null);
        if (Objects.equals(wanted.hash(), kept.usedCsr()) && issued.isPresent()) {
            return issuing.reply(transaction, issued.get());
        }
        return refused(transaction, kept, "it was used already, by another request");
    }

    /// Somebody knows the secret and cannot use it: that is worth a look, and the code does not stand it for ever.
    private Outcome refused(Transaction transaction, KeptCode kept, String why) {
        devices.countAttempt(transaction, kept);
        incidents.raise(transaction, kept.tenant(), kept.store(), "enrolment-refused", kept.agent(),
                "a code for agent '" + kept.agent() + "' was not taken: " + why);
        return NOT_TAKEN;
    }
}
