package io.tillpost.edge.settings;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The version that counts; its bundle is a file.
record Applied(long version, String sha256, @Nullable Long rollbackTo, Instant at) {}
