package io.tillpost.edge.settings;

import java.io.IOException;

/// Fetches bundles from head office.
@FunctionalInterface
public interface Bundles {
    /// The bytes at this path of head office's API, at most `mostBytes`. Throws [IOException] with a message for people.
    byte[] fetch(String path, int mostBytes) throws IOException;
}
