package io.tillpost.central.issuer;

import java.io.IOException;
import java.net.URI;

/// Gets a small document.
@FunctionalInterface
public interface Fetch {
    /// The body of a 200; follows no redirect.
    ///
    /// @throws IOException for every other answer, one that is too large, or none in time
    byte[] get(URI uri) throws IOException;
}
