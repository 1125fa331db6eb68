package io.tillpost.edge.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which catalogue counts.
///
/// @param version strictly increasing
/// @param sha256 of the file that was applied, lower-case hex
/// @param headOfficeVersion its version at head office; absent: it was handed in at the store
public record AppliedCatalog(long version, String sha256, CatalogFormat format, int articles,
        Instant appliedAt, @Nullable Long headOfficeVersion) {}
