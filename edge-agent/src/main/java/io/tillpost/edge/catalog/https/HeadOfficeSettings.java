package io.tillpost.edge.catalog.https;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where head office is, and who asks.
///
/// @param url without a slash at its end
/// @param store whose catalogue it is
/// @param secretFile read whenever a token is asked for, so that a new secret needs no restart
/// @param caFile PEM; absent: the authorities that Java trusts
/// @param poll about how long from one look to the next
public record HeadOfficeSettings(URI url, String store, String clientId, Path secretFile,
        @Nullable Path caFile, Duration poll) {}
