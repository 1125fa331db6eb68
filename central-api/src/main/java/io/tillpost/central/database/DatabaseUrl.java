package io.tillpost.central.database;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/// What a JDBC URL of PostgreSQL says about the way to the server.
public final class DatabaseUrl {
    /// With these the server's certificate is checked; with the weaker ones anyone may stand between.
    private static final Set<String> VERIFYING = Set.of("verify-full", "verify-ca");

    /// The driver's own, which does what sslmode says.
    private static final String VERIFYING_FACTORY = "org.postgresql.ssl.LibPQFactory";

    private DatabaseUrl() {}

    /// Refuses a URL that leaves this machine without a verified server.
    ///
    /// @param key what the URL is called where it was read
    /// @throws IllegalArgumentException says what was expected; without the URL's parameters, which may hold a password
    public static void requirePrivate(String key, String url) {
        Map<String, String> parsed = parsed(url);
        if (parsed.isEmpty()) {
            throw new IllegalArgumentException(
                    key + " is '" + bare(url) + "', expected jdbc:postgresql://host:port/name");
        }
        if (staysHere(parsed.getOrDefault("PGHOST", "localhost"))) {
            return;
        }
        String mode = parsed.getOrDefault("sslmode", "prefer");
        if (!VERIFYING.contains(mode)) {
            throw new IllegalArgumentException(
                    key + " '" + bare(url) + "' leaves this machine with sslmode=" + mode
                            + ", expected sslmode=verify-full (or verify-ca) and sslrootcert=FILE");
        }
        if (!parsed.getOrDefault("sslfactory", VERIFYING_FACTORY).equals(VERIFYING_FACTORY)) {
            throw new IllegalArgumentException(
                    key + " '" + bare(url)
                            + "' has an sslfactory of its own, expected none: it may not verify the server");
        }
    }

    /// Whether all servers of this URL are on this machine.
    static boolean isLocal(String url) {
        return staysHere(parsed(url).getOrDefault("PGHOST", "localhost"));
    }

    private static boolean staysHere(String hosts) {
        for (String host : hosts.split(",", -1)) {
            if (!Loopback.names(host)) {
                return false;
            }
        }
        return true;
    }

    /// As the driver itself reads it, so that nothing is allowed here that it takes differently; empty if it takes none of
    /// it.
    private static Map<String, String> parsed(String url) {
        var parsed = new HashMap<String, String>();
        try {
            for (var property : DriverManager.getDriver(url).getPropertyInfo(url, new Properties())) {
                if (property.value != null) {
                    parsed.put(property.name, property.value);
                }
            }
            return parsed;
        } catch (SQLException _) {
            return Map.of();
        }
    }

    private static String bare(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}
