package io.tillpost.central.reconciliation.http;

import io.tillpost.central.http.Call;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who may ask, and for which page.
final class Callers {
    private Callers() {}

    /// The tenant of a caller who may see all its stores: payouts and bank lines do not keep to one.
    static String tenant(Call call) throws ProblemException {
        var caller = call.authenticated();
        if (caller.stores() != null) {
            throw Problem.of(403, "not-for-single-stores", "Only for callers of the whole tenant",
                    "settlements concern all stores, this client sees some of them").exception();
        }
        return caller.tenant();
    }

    /// The id that the page begins after.
    static @Nullable UUID after(Page page) throws ProblemException {
        return page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
    }
}
