package io.tillpost.edge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/// When this software was built: no clock of a box is right that says less.
final class Built {
    private Built() {}

    static Instant at() {
        var properties = new Properties();
        try (InputStream stream = Built.class.getResourceAsStream("built.properties")) {
            if (stream == null) {
                throw new IllegalStateException("built.properties is missing in this build");
            }
            properties.load(stream);
            return Instant.parse(properties.getProperty("time", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from the class path cannot fail", e);
        }
    }
}
