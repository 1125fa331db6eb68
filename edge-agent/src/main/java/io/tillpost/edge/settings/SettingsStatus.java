package io.tillpost.edge.settings;

import io.tillpost.protocol.sync.StoreSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What head office has set here, for people.
///
/// @param version that counts, 0 if head office has set nothing
/// @param sha256 of its bundle
/// @param rollbackTo the version whose bundle this is once more
/// @param inUseSinceStart the version that counted when the agent started: parts that take effect at a start are its
/// @param settings what counts
/// @param waitingFor the version that is being fetched
/// @param trouble what is wrong with it, in words
public record SettingsStatus(long version, @Nullable String sha256, @Nullable Long rollbackTo,
        @Nullable Instant appliedAt, long inUseSinceStart, StoreSettings settings, @Nullable Long waitingFor,
        @Nullable String trouble) {}
