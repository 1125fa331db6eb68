package io.tillpost.central.store.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/// `/v1/stores`: the stores of the caller's tenant, their agents and card contracts.
public final class StoreRoutes {
    private static final String PATH = "/v1/stores";

    private final Database database;
    private final Stores stores;

    public StoreRoutes(Database database, Stores stores) {
        this.database = database;
        this.stores = stores;
    }

    /// What is known of a store, as it is sent and shown.
    ///
    /// @param name what people call it
    /// @param zone IANA time zone, e.g. `Europe/Berlin`
    /// @param currency ISO 4217
    record StoreBody(String legalEntity, String name, String zone, String currency, List<String> agents,
            List<CardContract> cardContracts) {}

    /// A store as it is shown.
    record Shown(String store, String legalEntity, String name, String zone, String currency,
            List<String> agents, List<CardContract> cardContracts) {
        static Shown of(Store store) {
            return new Shown(store.store(), store.legalEntity(), store.title(), store.zone().getId(),
                    store.currency().getCurrencyCode(), store.agents(), store.cardContracts());
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.query("GET", PATH, "listStores", "stores:read", this::list).paged(),
                Route.query("GET", PATH + "/{store}", "getStore", "stores:read", this::get),
                Route.command("PUT", PATH + "/{store}", "putStore", "stores:manage", this::put));
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        String after = page.after().map(List::getFirst).orElse("");
        List<Shown> rows = database.inTransaction(
                tx -> stores.list(tx, caller.tenant(), caller.stores(), after, page.limit() + 1))
                .stream()
                .map(Shown::of)
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.store())));
    }

    private Answer get(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        String name = call.pathParameter("store");
        return database.inTransaction(tx -> stores.find(tx, caller.tenant(), name))
                .filter(store -> caller.maySee(store.store()))
                .map(store -> Answer.ok(Shown.of(store)))
                .orElseThrow(() -> Problem.notFound("store", name).exception());
    }

    private Answer put(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        String name = call.pathParameter("store");
        if (!caller.maySee(name)) {
            throw Problem.notFound("store", name).exception();
        }
        Store store = store(caller.tenant(), name, call.json(StoreBody.class));
        return switch (stores.save(transaction, store)) {
            case Stores.Saved.Created() -> Answer.created(PATH + "/" + name, Shown.of(store));
            case Stores.Saved.Replaced() -> Answer.ok(Shown.of(store));
            case Stores.Saved.Refused(var code, var detail) ->
                throw Problem.conflict(code, detail).exception();
        };
    }

    private static Store store(String tenant, String name, StoreBody body) throws ProblemException {
        ZoneId zone;
        try {
            zone = ZoneId.of(body.zone());
        } catch (DateTimeException e) {
            throw refused("/zone", "'" + body.zone() + "', expected an IANA time zone like Europe/Berlin", e);
        }
        Currency currency;
        try {
            currency = Currency.getInstance(body.currency());
        } catch (IllegalArgumentException e) {
            throw refused("/currency", "'" + body.currency() + "', expected an ISO 4217 code like EUR", e);
        }
        try {
            return new Store(tenant, name, body.legalEntity(), body.name(), zone, currency, body.agents(),
                    body.cardContracts());
        } catch (IllegalArgumentException e) {
            throw refused("", String.valueOf(e.getMessage()), e);
        }
    }

    private static ProblemException refused(String pointer, String detail, RuntimeException cause) {
        ProblemException refusal = Problem.malformed(pointer, detail).exception();
        refusal.addSuppressed(cause);
        return refusal;
    }
}
