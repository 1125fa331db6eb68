package io.tillpost.edge.catalog.https;

import io.tillpost.edge.https.ProvenTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// Who asks head office, and how that is proven to its token endpoint.
public sealed interface HeadOfficeClient {
    /// A client of head office's with a secret.
    ///
    /// @param secretFile read whenever a token is asked for, so that a new secret needs no restart
    record WithSecret(String id, Path secretFile) implements HeadOfficeClient {}

    /// The box itself, by the key that it was enrolled with (RFC 7523).
    record WithKey(Assertions assertions) implements HeadOfficeClient {}

    /// Says who the box is, each time anew. Throws [IOException] when the box cannot say it.
    interface Assertions {
        /// An assertion for one use.
        ///
        /// @param audience the token endpoint
        /// @param now by head office's clock, as far as it is known
        String assertion(String audience, Instant now) throws IOException;

        /// What the clock of head office said, which proved itself by TLS.
        default void heard(ProvenTime said) {}
    }
}
