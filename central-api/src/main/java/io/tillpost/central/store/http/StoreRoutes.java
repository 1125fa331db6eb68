package io.tillpost.central.store.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Dates;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Precondition;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.json.Json;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// `/v1/stores`: the stores of the caller's tenant, their agents and card contracts.
public final class StoreRoutes {
    private static final String PATH = "/v1/stores";
    private static final int NAME_CHARS = 100;

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
                .map(store -> Precondition.tagged(Answer.ok(Shown.of(store))))
                .orElseThrow(() -> Problem.notFound("store", name).exception());
    }

    private Answer put(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        String name = call.pathParameter("store");
        if (!caller.maySee(name)) {
            throw Problem.notFound("store", name).exception();
        }
        Store store = store(caller.tenant(), name, call.json(StoreBody.class));
        Optional<Store> present = stores.findToChange(transaction, caller.tenant(), name);
        Precondition.check(call, present.map(StoreRoutes::tag),
                present.filter(store::saysTheSameAs).map(StoreRoutes::tag).orElse(null));
        return switch (stores.save(transaction, store, caller.stores())) {
            case Stores.Saved.Created() -> Precondition.tagged(
                    Answer.created(PATH + "/" + name, shown(transaction, store)));
            case Stores.Saved.Replaced() -> Precondition.tagged(Answer.ok(shown(transaction, store)));
            case Stores.Saved.Refused(var code, var detail) ->
                throw Problem.conflict(code, detail).exception();
        };
    }

    private static String tag(Store store) {
        return Precondition.tag(Json.write(Shown.of(store)));
    }

    private Shown shown(Transaction transaction, Store saved) {
        return Shown.of(stores.find(transaction, saved.tenant(), saved.store()).orElseThrow());
    }

    private static Store store(String tenant, String name, StoreBody body) throws ProblemException {
        // An offset has no summer time: business days would be an hour off for half of the year.
        if (!ZoneId.getAvailableZoneIds().contains(body.zone())) {
            throw refused("/zone", "'" + body.zone() + "', expected an IANA time zone like Europe/Berlin");
        }
        if (body.name().isBlank() || body.name().length() > NAME_CHARS) {
            throw refused("/name", "expected 1 to " + NAME_CHARS + " characters");
        }
        for (CardContract contract : body.cardContracts()) {
            if (!Dates.isUsual(contract.validFrom())) {
                throw refused("/cardContracts", "validFrom " + contract.validFrom()
                        + ", expected a date like 2026-03-02");
            }
        }
        try {
            return new Store(tenant, name, body.legalEntity(), body.name(), ZoneId.of(body.zone()),
                    currency(body.currency()), body.agents(), body.cardContracts());
        } catch (IllegalArgumentException e) {
            ProblemException refusal = refused("", String.valueOf(e.getMessage()));
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    /// Gold, test codes and the like have no minor units to count in.
    private static Currency currency(String code) throws ProblemException {
        return Currency.getAvailableCurrencies()
                .stream()
                .filter(one -> one.getCurrencyCode().equals(code) && one.getDefaultFractionDigits() >= 0)
                .findFirst()
                .orElseThrow(() -> refused("/currency",
                        "'" + code + "', expected an ISO 4217 code like EUR"));
    }

    private static ProblemException refused(String pointer, String detail) {
        return Problem.malformed(pointer, detail).exception();
    }
}
