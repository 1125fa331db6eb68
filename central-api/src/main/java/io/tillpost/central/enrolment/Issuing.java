package io.tillpost.central.enrolment;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.Certificates.Lifetime;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.enrol.EnrolmentReply;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a box's certificate and the reply that carries it. Whoever calls has decided that it may have one.
final class Issuing {
    private final AuthorityKeeper keeper;
    private final Authorities authorities;
    private final Devices devices;
    private final EnrolmentRules rules;
    private final Clock clock;
    private final Certificates certificates;

    Issuing(AuthorityKeeper keeper, Authorities authorities, Devices devices, EnrolmentRules rules,
            Clock clock, SecureRandom random) {
        this.keeper = keeper;
        this.authorities = authorities;
        this.devices = devices;
        this.rules = rules;
        this.clock = clock;
        this.certificates = new Certificates(random);
    }

    /// Whom a certificate is for.
    record Bearer(String tenant, String store, String agent) {}

    /// Makes and keeps a certificate by the authority that issues.
    DeviceCertificate issue(Transaction transaction, Bearer bearer, CertificateRequest request,
            @Nullable String renews) {
        Instant now = clock.instant();
        Authority authority = keeper.opened(keeper.currentOf(transaction));
        var certificate = certificates.box(authority, bearer.agent(), request.key(),
                Lifetime.from(now, rules.certificateLifetime()));
        var kept = new DeviceCertificate(bearer.tenant(), bearer.store(), bearer.agent(), authority.number(),
                Certificates.serial(certificate), request.keyId(), certificate, request.hash(), renews, now,
                null);
        devices.add(transaction, kept);
        return kept;
    }

    /// What the box is told, with the authority that made its certificate. Between them stands the authority's cross
    /// certificate if it has one: by it a box that trusts the authority before this one goes over to it.
    Outcome reply(Transaction transaction, DeviceCertificate certificate) {
        var authority = authorities.numbered(transaction, certificate.authority());
        var base64 = Base64.getEncoder();
        List<String> chain = Stream
                .of(certificate.certificate(), authority.crossCertificate(), authority.certificate())
                .filter(Objects::nonNull)
                .map(one -> base64.encodeToString(Certificates.der(one)))
                .toList();
        BrokerAddress first = rules.brokers().getFirst();
        return new Outcome.Issued(new EnrolmentReply(certificate.tenant(), certificate.store(),
                certificate.agent(),
                chain,
                first.host(), first.port(), certificate.renewAfter(),
                rules.brokers().size() == 1 ? null : rules.brokers()));
    }
}
