package io.tillpost.central.configuration;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One version of a store's configuration, without its document.
///
/// @param version above every earlier one of the store
/// @param bytes of the document
/// @param rollbackTo the version whose document this is once more
/// @param client who put it there
public record ConfigurationVersion(long version, Hash sha256, int bytes, @Nullable Long rollbackTo,
        Instant createdAt, String client) {}
