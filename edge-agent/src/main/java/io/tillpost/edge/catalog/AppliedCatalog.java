package io.tillpost.edge.catalog;

import java.time.Instant;

/// Which catalogue counts.
///
/// @param version strictly increasing
/// @param sha256 of the file that was applied, lower-case hex
public record AppliedCatalog(long version, String sha256, CatalogFormat format, int articles,
        Instant appliedAt) {}
