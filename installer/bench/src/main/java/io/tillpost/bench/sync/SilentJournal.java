package io.tillpost.bench.sync;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import java.util.function.Function;

/// The journal of a store that has nothing to say of itself: an incident, which is all that the uplink would write there,
/// ends the bench's wait for the store.
final class SilentJournal implements Journal {
    @Override
    public <T> T commit(Function<UnitOfWork, T> work) {
        throw new IllegalStateException("the uplink of a store of the bench raises an incident");
    }

    @Override
    public <T> T read(Function<View, T> question) {
        throw new IllegalStateException("the uplink of a store of the bench asks for its incidents");
    }
}
