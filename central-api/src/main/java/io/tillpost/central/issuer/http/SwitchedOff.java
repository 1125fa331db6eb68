package io.tillpost.central.issuer.http;

import io.tillpost.central.http.Problem;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.Route.Handler;
import java.util.List;

/// The built-in token endpoint while tokens come from somebody else: its routes are there, and say where to go.
public final class SwitchedOff {
    private SwitchedOff() {}

    /// The same routes, open to everyone, each answering 404 with the issuer's name.
    public static List<Route> of(List<Route> builtIn, String issuer) {
        return builtIn.stream()
                .map(route -> new Route(route.method(), route.path(), route.operationId(), null,
                        (Handler.Query) _ -> {
                            throw Problem.of(404, "tokens-come-from-elsewhere",
                                    "The built-in token endpoint is switched off",
                                    "tokens are issued by " + issuer).exception();
                        }, route.queryParameters(), route.accepts()))
                .toList();
    }
}
