package io.tillpost.edge.till.http;

import io.tillpost.edge.till.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the route of a path. No two templates fit the same path. Immutable.
final class RouteTable {
    private final List<Route> routes;

    RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /// What was found.
    sealed interface Found {
        /// The route, and what its template's parameters stand for.
        record Hit(Route route, Map<String, String> pathParameters) implements Found {}

        /// The path is known, the method is not.
        record OtherMethod(Set<String> allowed) implements Found {}

        /// No such path.
        record Nothing() implements Found {}
    }

    Found find(String method, String path) {
        Set<String> allowed = routes.stream()
                .filter(route -> parameters(route, path) != null)
                .map(Route::method)
                .collect(Collectors.toCollection(TreeSet::new));
        if (allowed.isEmpty()) {
            return new Found.Nothing();
        }
        for (Route route : routes) {
            Map<String, String> parameters = parameters(route, path);
            if (parameters != null && route.method().equals(method)) {
                return new Found.Hit(route, parameters);
            }
        }
        return new Found.OtherMethod(allowed);
    }

    private static @Nullable Map<String, String> parameters(Route route, String path) {
        String[] template = route.path().split("/", -1);
        String[] steps = path.split("/", -1);
        if (template.length != steps.length) {
            return null;
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < template.length; i++) {
            if (template[i].startsWith("{") && !steps[i].isEmpty()) {
                parameters.put(template[i].substring(1, template[i].length() - 1), steps[i]);
            } else if (!template[i].equals(steps[i])) {
                return null;
            }
        }
        return parameters;
    }
}
