package io.tillpost.edge.config;

/// A configuration that cannot be used. The message is one line: the file, the key, the value and what was expected.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
