package io.tillpost.edge.till;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys at rest, for the command line of this machine alone.
public final class KeyRoutes implements Routes {
    private final KeyControl keys;

    /// @param keys looks after them
    public KeyRoutes(KeyControl keys) {
        this.keys = keys;
    }

    /// @param master a source; absent: new data keys
    record Rotation(@Nullable String master) {}

    record Retirement(String keep) {}

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/master-key", call -> {
            programAlone(call);
            return Answer.ok(keys.status());
        }), Route.secret("/v1/master-key/rotation", call -> {
            programAlone(call);
            String master = Requests.read(call, Rotation.class).master();
            return Answer.ok(master == null ? keys.rotate() : keys.addMaster(master));
        }), Route.secret("/v1/master-key/retirement", call -> {
            programAlone(call);
            return Answer.ok(keys.retireOthers(Requests.read(call, Retirement.class).keep()));
        }));
    }

    static void programAlone(Call call) {
        if (!(call.caller() instanceof Caller.Program)) {
            throw Problem.of(403, "api-token-needed", "Not for people at a till",
                    "keys are looked after with the api-token").exception();
        }
    }
}
