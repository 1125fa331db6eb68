package io.tillpost.central.configuration.http;

import io.tillpost.central.configuration.ConfigurationDesk;
import io.tillpost.central.configuration.ConfigurationVersion;
import io.tillpost.central.configuration.Configurations;
import io.tillpost.central.configuration.Configurations.Reported;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Precondition;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.StoreSettings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/v1/stores/{store}/configuration`: what head office sets for a store.
public final class ConfigurationRoutes {
    private static final String PATH = "/v1/stores/{store}/configuration";
    private static final String WRITE = "configuration:write";
    private static final String READ = "configuration:read";
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    private final Database database;
    private final ConfigurationDesk desk;
    private final Configurations configurations;
    private final Stores stores;
    private final Runnable soon;

    /// @param soon says that there may be something to send after the next COMMIT
    public ConfigurationRoutes(Database database, ConfigurationDesk desk, Configurations configurations,
            Stores stores, Runnable soon) {
        this.database = database;
        this.desk = desk;
        this.configurations = configurations;
        this.stores = stores;
        this.soon = soon;
    }

    /// What a store is to have, and what its agents say they have.
    ///
    /// @param newest absent: head office has set nothing
    record Shown(@Nullable ConfigurationVersion newest, List<Reported> agents) {}

    /// Body of a rollback.
    record Back(long to) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.command("PUT", PATH, "putConfiguration", WRITE, this::put)
                        .receiving(StoreSettings.MAX_BYTES, "application/json"),
                Route.command("POST", PATH + "/rollback", "rollBackConfiguration", WRITE, this::rollBack),
                Route.query("GET", PATH, "getConfiguration", READ, this::show),
                Route.query("GET", PATH + "/versions", "listConfigurationVersions", READ, this::list).paged(),
                Route.query("GET", PATH + "/{version}", "readConfiguration", READ, this::read));
    }

    private Answer put(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        Store store = store(call, transaction);
        requireSigner(transaction);
        requireAsDemanded(call, transaction, store, Precondition.tag(call.body()));
        try {
            var put = desk.put(transaction, store, call.body(), caller.client());
            soon.run();
            return (put.fresh()
                    ? Answer.created(path(store, put.version()), put.version())
                    : Answer.ok(put.version()))
                    .withHeader("ETag", tag(put.version()))
                    .about(store.store(), "configuration:" + put.version().version());
        } catch (MalformedJsonException e) {
            String why = e.getMessage() == null ? "malformed" : e.getMessage();
            var refusal = Problem.unprocessable("configuration-not-valid", "nothing was kept: " + why)
                    .withErrors(List.of(new Problem.FieldError(e.pointer(), why)))
                    .exception();
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private Answer rollBack(Call call, Transaction transaction) throws ProblemException {
        Store store = store(call, transaction);
        requireSigner(transaction);
        requireAsDemanded(call, transaction, store, null);
        long to = call.json(Back.class).to();
        ConfigurationVersion version = desk
                .rollBack(transaction, store, to, call.authenticated().client())
                .orElseThrow(() -> Problem.notFound("version", Long.toString(to)).exception());
        soon.run();
        return Answer.created(path(store, version), version)
                .withHeader("ETag", tag(version))
                .about(store.store(), "configuration:" + version.version());
    }

    /// Nobody else sets anything until the transaction ends.
    ///
    /// @param wanted the tag of the document that is to count; absent if that is not known
    private void requireAsDemanded(Call call, Transaction transaction, Store store, @Nullable String wanted)
            throws ProblemException {
        configurations.lock(transaction, store.tenant(), store.store());
        Precondition.check(call, configurations.newest(transaction, store.tenant(), store.store())
                .map(ConfigurationRoutes::tag), wanted);
    }

    /// Of a document, whatever its version and whatever agents say of it.
    private static String tag(ConfigurationVersion version) {
        return "\"" + version.sha256() + "\"";
    }

    private void requireSigner(Transaction transaction) throws ProblemException {
        if (!desk.isReady(transaction)) {
            throw Problem.conflict("enrolment-not-set-up",
                    "this installation has no authority, which has to sign; run: tillpost central authority init")
                    .exception();
        }
    }

    private Answer show(Call call) throws ProblemException {
        return database.inTransaction(tx -> named(call, tx).map(store -> new Shown(
                configurations.newest(tx, store.tenant(), store.store()).orElse(null),
                configurations.reports(tx, store.tenant(), store.store()))))
                .map(shown -> shown.newest() == null
                        ? Answer.ok(shown)
                        : Answer.ok(shown).withHeader("ETag", tag(shown.newest())))
                .orElseThrow(() -> unknownStore(call));
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Long before = page.after(key -> Long.valueOf(key.getFirst())).orElse(null);
        var rows = database.inTransaction(tx -> named(call, tx).map(store -> configurations.list(tx,
                store.tenant(), store.store(), before, page.limit() + 1)))
                .orElseThrow(() -> unknownStore(call));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(Long.toString(row.version()))));
    }

    /// The document, to the byte.
    private Answer read(Call call) throws ProblemException {
        String number = call.pathParameter("version");
        if (!VERSION.matcher(number).matches()) {
            throw Problem.notFound("version", number).exception();
        }
        long version = Long.parseLong(number);
        return database.inTransaction(tx -> named(call, tx)
                .flatMap(store -> configurations.find(tx, store.tenant(), store.store(), version)
                        .map(found -> Answer.content("application/json",
                                configurations.document(tx, store.tenant(), store.store(), version))
                                .withHeader("ETag", tag(found))
                                .about(store.store(), "configuration:" + version))))
                .orElseThrow(() -> Problem.notFound("version", number).exception());
    }

    private Store store(Call call, Transaction transaction) throws ProblemException {
        return named(call, transaction).orElseThrow(() -> unknownStore(call));
    }

    private Optional<Store> named(Call call, Transaction transaction) {
        Caller caller = call.authenticated();
        String store = call.pathParameter("store");
        return caller.maySee(store)
                ? stores.find(transaction, caller.tenant(), store)
                : Optional.empty();
    }

    private static String path(Store store, ConfigurationVersion version) {
        return "/v1/stores/" + store.store() + "/configuration/" + version.version();
    }

    private static ProblemException unknownStore(Call call) {
        return Problem.notFound("store", call.pathParameter("store")).exception();
    }
}
