package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a node takes for an authority of client certificates.
class AccessTest {
    private static CentralConfig.Tls tls(@Nullable Path pinned) {
        return new CentralConfig.Tls(Path.of("cert.pem"), Path.of("key.pem"), Path.of("clients.pem"), pinned);
    }

    @Test
    void whatAClientIsKnownByIsNoAuthorityUntilPinnedOnesHaveTheirFile() {
        Hash first = Sha256.of("one");
        Hash second = Sha256.of("two");
        try (var database = TestDatabase.create()) {
            database.database().inTransaction(transaction -> new ClientTable().add(transaction,
                    new ApiClient("acme", "pinned", new ClientLogin.PinnedCertificates(Set.of(first, second)),
                            false, Set.of("audit:read"), null, Instant.now(), Instant.now())));
            assertEquals(Set.of(first, second), Access.keys(tls(null), database.database()).noAuthorities());
            assertEquals(Set.of(), Access.keys(tls(Path.of("pinned.pem")), database.database())
                    .noAuthorities());
        }
    }
}
