package io.tillpost.central.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which stores a list or a report shows.
@FunctionalInterface
public interface StoreFilter {
    /// The query parameter that narrows to one store.
    String STORE = "store";

    /// The one that `call` asks for, else those that its caller is narrowed to; absent means all of the tenant. A store that
    /// the caller may not see is the same as one that does not exist: a 404, as in a path.
    @Nullable
    Set<String> shown(Call call) throws ProblemException;
}
