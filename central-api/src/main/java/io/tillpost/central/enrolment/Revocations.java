package io.tillpost.central.enrolment;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.DeviceCertificate.Revocation;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Takes a box's certificates back. The API and renewals refuse it from the commit on, brokers when their files are written
/// anew, a few seconds later.
public final class Revocations {
    private final Devices devices;
    private final Clock clock;

    public Revocations(Devices devices, Clock clock) {
        this.devices = devices;
        this.clock = clock;
    }

    /// Revokes all certificates of an agent and ends its open codes; for whoever does not have the whole tenant, those of the
    /// store alone where the box is or was last. Doing it again changes nothing. Absent when the tenant has no such agent.
    public Optional<Revoked> revoke(Transaction transaction, String tenant, String agent,
            RevocationReason reason, EnrolmentCodes.Asker by) {
        Optional<Device> device = devices.find(transaction, tenant, agent);
        if (device.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Set<String> withdrawn = devices.withdrawCodes(transaction, tenant,
                by.wholeTenant() ? null : device.get().store(), agent, now);
        devices.revoke(transaction, tenant, agent, new Revocation(now, by.name(), reason));
        return devices.find(transaction, tenant, agent)
                .map(revoked -> new Revoked(revoked, withdrawn));
    }

    /// A box that was revoked.
    ///
    /// @param withdrawn stores whose codes for it were good and are not any more
    public record Revoked(Device device, Set<String> withdrawn) {
        public Revoked {
            withdrawn = Set.copyOf(withdrawn);
        }
    }
}
