package io.tillpost.central.enrolment;

import io.tillpost.protocol.broker.BrokerAddress;
import java.time.Duration;
import java.util.List;

/// What boxes are told and given.
///
/// @param brokers where they deliver their journals, MQTT over TLS; at least one
/// @param certificateLifetime of a box's certificate
public record EnrolmentRules(List<BrokerAddress> brokers, Duration certificateLifetime) {
    /// How long after its end a certificate still proves a renewal: a store that is closed for a year comes back by itself.
    public static final Duration GRACE = Duration.ofDays(400);
    /// How far a box's clock may be off in a renewal.
    static final Duration CLOCK_TOLERANCE = Duration.ofHours(24);
    /// Certificates of one box that have not ended and are not revoked: whoever revokes the box has all of them in every
    /// broker's file. A box whose clock is ahead or whose answers are lost needs some.
    static final int LIVING_MAX = 10;
    /// How long a code is good: the way from the office to the box.
    static final Duration CODE_LIFETIME = Duration.ofMinutes(15);
    /// Refused uses after which a code is good no more.
    public static final int CODE_ATTEMPTS = 5;

    public EnrolmentRules {
        brokers = List.copyOf(brokers);
    }
}
