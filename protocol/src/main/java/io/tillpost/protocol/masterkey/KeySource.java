package io.tillpost.protocol.masterkey;

import java.nio.file.Path;

/// Where a master key comes from. It names a place and holds no secret.
public sealed interface KeySource {
    /// A file of ours with the mode 0400 or 0600.
    record KeyFile(Path path) implements KeySource {
        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    /// A credential of the unit that systemd has started (systemd.exec(5), CREDENTIALS).
    ///
    /// @param name without a path
    record Credential(String name) implements KeySource {
        public Credential {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
                throw new IllegalArgumentException("credential is '" + name
                        + "', expected a name of letters, digits, dots, hyphens and underscores");
            }
        }

        @Override
        public String toString() {
            return "credential:" + name;
        }
    }

    /// A file that Windows' Data Protection API has protected for the user that we run as.
    record Dpapi(Path path) implements KeySource {
        @Override
        public String toString() {
            return "dpapi:" + path;
        }
    }

    /// Reads `file:PATH`, `credential:NAME` or `dpapi:PATH`; relative paths start at `base`.
    static KeySource parse(String text, Path base) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        String kind = colon < 0 || rest.isEmpty() ? "" : text.substring(0, colon);
        return switch (kind) {
            case "file" -> new KeyFile(base.resolve(rest));
            case "credential" -> new Credential(rest);
            case "dpapi" -> new Dpapi(base.resolve(rest));
            default -> throw new IllegalArgumentException("master key source is '" + text
                    + "', expected file:PATH, credential:NAME or dpapi:PATH");
        };
    }
}
