package io.tillpost.edge.sync;

import io.tillpost.protocol.sync.Downlink.SetAside;
import java.util.List;

/// What head office last said that it has set aside of this store; people hear of it once. Heard on one thread, read by all.
final class SetAsides {
    private static final String KIND = "events-set-aside";
    private static final String SUBJECT = "head-office-quarantine";

    private final Incidents incidents;
    private volatile List<SetAside> last = List.of();

    SetAsides(Incidents incidents) {
        this.incidents = incidents;
    }

    List<SetAside> last() {
        return last;
    }

    void heard(List<SetAside> now) {
        last = now;
        if (now.isEmpty()) {
            incidents.settle(SUBJECT);
        } else {
            SetAside first = now.getFirst();
            incidents.raise(KIND, SUBJECT,
                    "head office counts events of this store for nothing until somebody there looks"
                            + " at them, first " + first.event() + " (" + first.reason() + "): "
                            + first.detail());
        }
    }
}
