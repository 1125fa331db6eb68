package io.tillpost.central.audit;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One API call as it ended.
///
/// @param tenant absent where nobody proved who they are
/// @param client OAuth client id
/// @param route the path template
/// @param operation the route's operation id
/// @param idempotencyKey SHA-256 of it
/// @param remote address of the caller's end of the connection
/// @param touched ids that the call named or made
public record AuditEntry(Instant at, @Nullable String tenant, @Nullable String client, String method,
        String route, String operation, int status, String requestId, @Nullable Hash idempotencyKey,
        String remote, List<String> touched) {
    public AuditEntry {
        touched = List.copyOf(touched);
    }
}
