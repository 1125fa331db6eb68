package io.tillpost.edge.till;

import io.tillpost.protocol.journal.Lane;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// Lets this box take over its lanes from another one that runs under its name, for the command line of this machine alone.
public final class TakeOverRoutes implements Routes {
    private static final String ALL = "all";
    private static final int LONGEST_REASON = 500;

    private final @Nullable BiFunction<Set<Lane>, String, Set<Lane>> takeOver;

    /// @param takeOver takes lanes and a person's reason, gives back the lanes that were stopped and go on now; absent where
    ///        the agent has no head office
    public TakeOverRoutes(@Nullable BiFunction<Set<Lane>, String, Set<Lane>> takeOver) {
        this.takeOver = takeOver;
    }

    /// @param lane `fin`, `ops`, `tel` or `all`
    record Wish(String lane, String reason) {}

    /// @param lanes those that were stopped and go on now
    record Taken(List<Lane> lanes) {}

    @Override
    public List<Route> routes() {
        return List.of(Route.secret("/v1/sync/take-over", this::take));
    }

    private Answer take(Call call) {
        if (!(call.caller() instanceof Caller.Program)) {
            throw Problem.of(403, "api-token-needed", "Not for people at a till",
                    "a box takes over with the api-token").exception();
        }
        Wish wish = Requests.read(call, Wish.class);
        Set<Lane> lanes = lanes(wish.lane);
        if (wish.reason.isBlank() || wish.reason.length() > LONGEST_REASON) {
            throw Problem.malformed("/reason", "reason of "
                    + wish.reason.strip().length() + " characters, expected 1 to " + LONGEST_REASON)
                    .exception();
        }
        if (takeOver == null) {
            throw Problem.of(409, "no-head-office", "No head office",
                    "this agent's configuration has no uplink").exception();
        }
        Set<Lane> taken = takeOver.apply(lanes, wish.reason.strip());
        if (taken.isEmpty()) {
            throw Problem.of(409, "lane-not-stopped", "Nothing to take over",
                    "no such lane is stopped: nothing keeps this box from sending").exception();
        }
        return Answer.ok(new Taken(taken.stream().sorted().toList()));
    }

    private static Set<Lane> lanes(String name) {
        if (name.equals(ALL)) {
            return EnumSet.allOf(Lane.class);
        }
        try {
            return EnumSet.of(Lane.of(name));
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("/lane",
                    e.getMessage() + ", or all").exception();
        }
    }
}
