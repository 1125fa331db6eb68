package io.tillpost.central.incident;

import io.tillpost.central.database.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The incidents of all tenants.
public interface Incidents {
    /// Opens an incident, or counts one more sighting of the open one about the same. Of a longer subject the first
    /// 200 characters count.
    void raise(Transaction transaction, String tenant, @Nullable String store, String kind, String subject,
            String evidence);

    /// It is over: the open incident about this is closed, if there is one; the next sighting opens another.
    void settle(Transaction transaction, String tenant, String kind, String subject);

    /// Whoever raised it says that it is over: the open incident about this is marked so, if there is one. A person still
    /// closes it.
    void clear(Transaction transaction, String tenant, String kind, String subject);

    /// A person has looked at it: it is closed, if it was open. The next sighting opens another.
    void close(Transaction transaction, String tenant, UUID incident);

    /// One incident of a tenant.
    Optional<Incident> find(Transaction transaction, String tenant, UUID incident);

    /// Incidents of a tenant, oldest first, at most `limit`, those after the id `after`; of these stores, and in this
    /// state, if they are given.
    List<Incident> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable String state, @Nullable UUID after, int limit);
}
