package io.tillpost.edge.catalog;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.ConfigApplied;

/// Sees to it that no version number of the catalogue is used twice. The catalogue itself is configuration: head office or a
/// file brings it again. Used inside a unit of work.
public final class CatalogRebuild {
    /// Something was applied in a time that this box had forgotten.
    public void applied(UnitOfWork unit, ConfigApplied applied) {
        if (applied.what().equals(Catalog.NAME) && applied.version() >= 1) {
            unit.taken(Catalog.VERSIONS, applied.version());
        }
    }
}
