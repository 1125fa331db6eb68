package io.tillpost.edge;

import io.tillpost.edge.enrolment.AuthorityTrust;
import io.tillpost.edge.enrolment.BoxIdentity;
import io.tillpost.edge.enrolment.IdentityStatus;
import io.tillpost.edge.enrolment.Renewal;
import io.tillpost.edge.sync.mqtt.Broker;
import io.tillpost.edge.sync.mqtt.Endpoint;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Head office's broker as an enrolled box sees it. An ended certificate is shown nevertheless: whether it counts is for the
/// broker to say, whose clock is better.
final class EnrolledBroker implements Broker {
    private final Box box;
    private final @Nullable Renewal renewal;

    EnrolledBroker(Box box, @Nullable Renewal renewal) {
        this.box = box;
        this.renewal = renewal;
    }

    @Override
    public Endpoint endpoint() throws IOException {
        BoxIdentity held = box.identity();
        return new Endpoint(held.reply().brokerHost(), held.reply().brokerPort(), "certificate "
                + held.serial(), held.shown(), held.key().secret(),
                AuthorityTrust.factory(held.trusted(), box.time()));
    }

    @Override
    public void accepted() {
        if (renewal != null) {
            renewal.accepted();
        }
    }

    @Override
    public void refused(String detail) {
        if (renewal != null) {
            renewal.refused(detail);
        }
    }

    @Override
    public String note() {
        return Optional.ofNullable(renewal)
                .flatMap(Renewal::status)
                .filter(status -> status.state() != IdentityStatus.State.VALID)
                .map(IdentityStatus::detail)
                .orElse("");
    }
}
