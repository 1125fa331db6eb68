package io.tillpost.edge.till;

import io.tillpost.edge.decision.Reason;
import java.util.List;
import java.util.Set;

/// The stream of a till's changes.
final class LiveRoutes implements Routes {
    private final Live live;
    private final Set<String> tills;

    LiveRoutes(Live live, Set<String> tills) {
        this.live = live;
        this.tills = Set.copyOf(tills);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/tills/{till}/live", this::open));
    }

    private Answer open(Call call) {
        String till = call.pathParameter("till");
        if (!tills.contains(till)) {
            throw Problem.of(404, Reason.NO_SUCH_TILL.wireName(), "Not found", "till '" + till
                    + "', expected one of " + tills.stream().sorted().toList()).exception();
        }
        return live.open(till)
                .map(Answer::streaming)
                .orElseThrow(() -> Problem.of(503, "too-many-streams", "Too many screens listen",
                        "the agent serves " + Live.STREAMS_MAX + " live streams at once").retryLater()
                        .exception());
    }
}
