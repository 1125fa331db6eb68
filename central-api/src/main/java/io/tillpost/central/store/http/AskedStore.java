package io.tillpost.central.store.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.StoreFilter;
import io.tillpost.central.store.Stores;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// [StoreFilter] by the stores that there are.
public final class AskedStore implements StoreFilter {
    private final Database database;
    private final Stores stores;

    public AskedStore(Database database, Stores stores) {
        this.database = database;
        this.stores = stores;
    }

    @Override
    public @Nullable Set<String> shown(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        String asked = call.queryParameter(STORE).orElse(null);
        if (asked == null) {
            return caller.stores();
        }
        if (!caller.maySee(asked)
                || database.inTransaction(tx -> stores.find(tx, caller.tenant(), asked)).isEmpty()) {
            throw Problem.notFound(STORE, asked).exception();
        }
        return Set.of(asked);
    }
}
