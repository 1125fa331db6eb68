package io.tillpost.central.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What everyone may ask of the node itself: whether it lives, whether it is ready, and what it can do.
public final class SystemRoutes {
    private static final System.Logger LOG = System.getLogger(SystemRoutes.class.getName());

    private final List<Probe> probes;
    private final byte[] openApi;

    /// @param openApi the OpenAPI document
    public SystemRoutes(List<Probe> probes, byte[] openApi) {
        this.probes = List.copyOf(probes);
        this.openApi = openApi.clone();
    }

    /// `ready` or `not-ready`, and each part `up` or `down`.
    record Health(String status, Map<String, String> parts) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.open("GET", "/health", "readHealth", _ -> health()),
                Route.open("GET", "/health/live", "readLiveness",
                        _ -> Answer.ok(new Health("live", Map.of()))),
                Route.open("GET", "/openapi.json", "readOpenApi",
                        _ -> Answer.content("application/json", openApi)));
    }

    private Answer health() {
        var parts = new TreeMap<String, String>();
        boolean ready = true;
        for (Probe probe : probes) {
            boolean up = isUp(probe);
            parts.put(probe.name(), up ? "up" : "down");
            ready &= up || !probe.essential();
        }
        return Answer.json(ready ? 200 : 503, new Health(ready ? "ready" : "not-ready", parts));
    }

    private static boolean isUp(Probe probe) {
        try {
            return probe.up().getAsBoolean();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, probe.name() + " is down", e);
            return false;
        }
    }
}
