package io.tillpost.edge.till;

import java.util.List;
import java.util.stream.Stream;

/// The operations of one part of the till's API.
@FunctionalInterface
public interface Routes {
    /// All of them; no two parts answer the same method and path.
    List<Route> routes();

    /// Several parts as one.
    static Routes of(Routes... parts) {
        return () -> Stream.of(parts).flatMap(part -> part.routes().stream()).toList();
    }
}
