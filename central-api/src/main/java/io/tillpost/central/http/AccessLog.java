package io.tillpost.central.http;

import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One JSON line per request. Neither query nor headers nor bodies are in it, nor a secret that was put into the path.
final class AccessLog {
    private static final System.Logger LOG = System.getLogger("io.tillpost.central.access");

    /// A line.
    ///
    /// @param bytes of the answer's body
    /// @param client OAuth client id, once known
    /// @param micros until the answer was ready to be sent
    record Line(String requestId, String traceparent, String remote, String method, String path,
            @Nullable String operation, @Nullable String tenant, @Nullable String client, int status,
            int bytes,
            long micros) {
        Line {
            path = SecretsInUrl.hidden(path);
        }
    }

    private AccessLog() {}

    static void write(Line line) {
        if (LOG.isLoggable(System.Logger.Level.INFO)) {
            LOG.log(System.Logger.Level.INFO, new String(Json.write(line), StandardCharsets.UTF_8));
        }
    }
}
