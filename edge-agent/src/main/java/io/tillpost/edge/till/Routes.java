package io.tillpost.edge.till;

import java.util.List;

/// The operations of one part of the till's API.
@FunctionalInterface
public interface Routes {
    /// All of them; no two parts answer the same method and path.
    List<Route> routes();
}
