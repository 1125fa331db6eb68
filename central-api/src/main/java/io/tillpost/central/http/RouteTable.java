package io.tillpost.central.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a path. A literal step wins over a parameter. Immutable.
final class RouteTable {
    /// What was found.
    sealed interface Found {
        /// The route, and what its template's parameters stand for.
        record Hit(Route route, Map<String, String> pathParameters) implements Found {}

        /// The path is known, the method is not. `allowed` is sorted.
        record OtherMethod(Set<String> allowed) implements Found {}

        /// No such path.
        record Nothing() implements Found {}
    }

    private record Template(String path, List<String> steps, Map<String, Route> byMethod) {
        boolean isParameter(int step) {
            return steps.get(step).startsWith("{");
        }
    }

    private final List<Template> templates = new ArrayList<>();

    RouteTable(List<Route> routes) {
        var operations = new HashSet<String>();
        for (Route route : routes) {
            if (!operations.add(route.operationId())) {
                throw new IllegalArgumentException("two routes are called " + route.operationId());
            }
            if (template(route.path()).byMethod.put(route.method(), route) != null) {
                throw new IllegalArgumentException(
                        "two routes answer " + route.method() + " " + route.path());
            }
        }
    }

    Found find(String method, String rawPath) {
        List<String> steps = steps(rawPath);
        Template best = null;
        for (Template template : templates) {
            if (matches(template, steps) && (best == null || isCloser(template, best))) {
                best = template;
            }
        }
        if (best == null) {
            return new Found.Nothing();
        }
        Route route = best.byMethod.get(method.equals("HEAD") ? "GET" : method);
        return route == null
                ? new Found.OtherMethod(allowed(best))
                : new Found.Hit(route, parameters(best, steps));
    }

    private static Set<String> allowed(Template template) {
        var methods = new TreeSet<>(template.byMethod.keySet());
        methods.add("OPTIONS");
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private Template template(String path) {
        for (Template template : templates) {
            if (template.path.equals(path)) {
                return template;
            }
        }
        var added = new Template(path, steps(path), new HashMap<>());
        templates.add(added);
        return added;
    }

    private static boolean matches(Template template, List<String> steps) {
        if (template.steps.size() != steps.size()) {
            return false;
        }
        for (int i = 0; i < steps.size(); i++) {
            boolean fits = template.isParameter(i)
                    ? decoded(steps.get(i)) != null
                    : template.steps.get(i).equals(steps.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCloser(Template one, Template other) {
        for (int i = 0; i < one.steps.size(); i++) {
            if (one.isParameter(i) != other.isParameter(i)) {
                return other.isParameter(i);
            }
        }
        return false;
    }

    private static Map<String, String> parameters(Template template, List<String> steps) {
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < steps.size(); i++) {
            String value = template.isParameter(i) ? decoded(steps.get(i)) : null;
            if (value != null) {
                String step = template.steps.get(i);
                parameters.put(step.substring(1, step.length() - 1), value);
            }
        }
        return parameters;
    }

    private static List<String> steps(String path) {
        return List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1));
    }

    /// The step without percent-encoding (RFC 3986, 2.1); absent if it is empty, badly encoded or holds control
    /// characters, which no id has.
    private static @Nullable String decoded(String step) {
        try {
            String text = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
            return text.isEmpty() || text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
