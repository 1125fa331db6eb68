package io.tillpost.central.enrolment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A box as people and programs are shown it.
///
/// @param registered whether it speaks for its store at present
/// @param certificate its newest one, if it ever had one
public record ShownDevice(String agent, String store, State state, boolean registered,
        @Nullable Shown certificate) {
    /// How a box stands.
    public enum State {
        /// It is known by name and never had a certificate.
        REGISTERED,
        /// It can sync.
        ENROLLED,
        /// It cannot sync until it has renewed its certificate.
        EXPIRED,
        /// It cannot come back without a new code.
        REVOKED;

        /// As it is written.
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A certificate.
    ///
    /// @param serial lower-case hex
    /// @param keyId SHA-256 of its key's SubjectPublicKeyInfo, hex
    /// @param authority number of the authority that made it
    /// @param renewAfter when the box asks for the next one
    public record Shown(String serial, String keyId, int authority, Instant issuedAt, Instant notBefore,
            Instant notAfter, Instant renewAfter, @Nullable Instant revokedAt, @Nullable String reason) {
        static Shown of(DeviceCertificate certificate) {
            var revocation = certificate.revocation();
            return new Shown(certificate.serial(), certificate.keyId().toString(), certificate.authority(),
                    certificate.issuedAt(), certificate.notBefore(), certificate.notAfter(),
                    certificate.renewAfter(), revocation == null ? null : revocation.at(),
                    revocation == null ? null : revocation.reason().word());
        }
    }

    /// The box as it stands now.
    public static ShownDevice of(Device device, Instant now) {
        var newest = device.newest();
        if (newest == null) {
            return new ShownDevice(device.agent(), device.store(), State.REGISTERED, device.registered(),
                    null);
        }
        State state = newest.revocation() != null
                ? State.REVOKED
                : now.isAfter(newest.notAfter()) ? State.EXPIRED : State.ENROLLED;
        return new ShownDevice(device.agent(), device.store(), state, device.registered(), Shown.of(newest));
    }
}
