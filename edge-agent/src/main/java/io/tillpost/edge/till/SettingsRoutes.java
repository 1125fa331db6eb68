package io.tillpost.edge.till;

import java.util.List;
import java.util.function.Supplier;

/// What head office has set here, for everyone who may ask for the status.
public final class SettingsRoutes implements Routes {
    private final Supplier<?> status;

    /// @param status a record
    public SettingsRoutes(Supplier<?> status) {
        this.status = status;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/settings", _ -> Answer.ok(status.get())));
    }
}
