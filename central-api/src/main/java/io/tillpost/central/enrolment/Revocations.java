package io.tillpost.central.enrolment;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.DeviceCertificate.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Takes a box's certificates back. The API and renewals refuse it from the commit on, brokers when their files are written
/// anew, a few seconds later.
public final class Revocations {
    private final Devices devices;
    private final Clock clock;

    public Revocations(Devices devices, Clock clock) {
        this.devices = devices;
        this.clock = clock;
    }

    /// Revokes all certificates of an agent and ends its open codes. Doing it again changes nothing. Absent when the tenant
    /// has no such agent.
    public Optional<Device> revoke(Transaction transaction, String tenant, String agent,
            RevocationReason reason, String by) {
        if (devices.find(transaction, tenant, agent).isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        devices.withdrawCodes(transaction, tenant, null, agent, now);
        devices.revoke(transaction, tenant, agent, new Revocation(now, by, reason));
        return devices.find(transaction, tenant, agent);
    }
}
