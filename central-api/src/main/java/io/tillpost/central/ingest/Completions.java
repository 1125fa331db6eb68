package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/// Which event completed which sale or refund. Each is completed once, whichever box says so: one that was put back from
/// an image may complete it again under another event id before it has heard of the first.
public interface Completions {
    /// Those of these sales and refunds that are completed, with the event that did it.
    Map<UUID, UUID> of(Transaction transaction, String tenant, Collection<UUID> subjects);

    /// Keeps who completed what. Throws a [io.tillpost.central.database.DatabaseException] that refuses the data if one of
    /// them was completed meanwhile.
    void keep(Transaction transaction, String tenant, Map<UUID, UUID> events);
}
