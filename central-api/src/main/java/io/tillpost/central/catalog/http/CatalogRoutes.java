package io.tillpost.central.catalog.http;

import io.tillpost.central.catalog.CatalogFile;
import io.tillpost.central.catalog.CatalogNotValidException;
import io.tillpost.central.catalog.CatalogVersion;
import io.tillpost.central.catalog.Catalogs;
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
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.journal.Hash;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/v1/catalog/versions` for those who make catalogues, `/v1/stores/{store}/catalog` for the agents.
public final class CatalogRoutes {
    private static final String VERSIONS = "/v1/catalog/versions";
    private static final String STORES = "stores";
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    private final Database database;
    private final Catalogs catalogs;
    private final Stores stores;
    private final Clock clock;
    /// A new version is fetched by all stores within minutes: they share one copy in memory.
    private volatile @Nullable Held held;

    private record Held(String tenant, Hash sha256, byte[] content) {}

    public CatalogRoutes(Database database, Catalogs catalogs, Stores stores, Clock clock) {
        this.database = database;
        this.catalogs = catalogs;
        this.stores = stores;
        this.clock = clock;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.command("POST", VERSIONS, "addCatalogVersion", "catalog:write", this::add)
                        .withParameters(STORES)
                        .receiving(CatalogFile.MAX_BYTES,
                                CatalogFile.CONTENT_TYPES.toArray(String[]::new)),
                Route.query("GET", VERSIONS, "listCatalogVersions", "catalog:read", this::list).paged(),
                Route.query("GET", VERSIONS + "/{version}", "getCatalogVersion", "catalog:read", this::get),
                Route.query("GET", "/v1/stores/{store}/catalog", "readStoreCatalog", "catalog:read",
                        this::read));
    }

    private Answer add(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        Set<String> wanted = wanted(call, transaction);
        try {
            var file = CatalogFile.check(mediaType(call), call.body());
            var added = catalogs.add(transaction, caller.tenant(), file, wanted, caller.client(),
                    clock.instant());
            return Answer.created(VERSIONS + "/" + added.version(), added)
                    .about(Long.toString(added.version()));
        } catch (CatalogNotValidException e) {
            var refusal = Problem.unprocessable("catalog-not-valid", "nothing was kept: " + e.getMessage())
                    .exception();
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    /// The type was checked against the route's; a request without a body has none, and no catalogue either.
    private static String mediaType(Call call) {
        return call.header("content-type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /// The stores that the caller names, each of them its own; absent: all of the tenant.
    private @Nullable Set<String> wanted(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        if (call.queryParameter(STORES).isEmpty()) {
            if (caller.stores() != null) {
                throw Problem.of(403, "not-for-single-stores", "Only for callers of the whole tenant",
                        "a catalogue for all stores, and this client sees some of them: name them with ?stores=")
                        .exception();
            }
            return null;
        }
        var names = new TreeSet<>(Arrays.asList(call.queryParameter(STORES).get().split(",", -1)));
        for (String name : names) {
            requireStore(caller, transaction, name);
        }
        return names;
    }

    private void requireStore(Caller caller, Transaction transaction, String name) throws ProblemException {
        if (!caller.maySee(name) || stores.find(transaction, caller.tenant(), name).isEmpty()) {
            throw Problem.notFound("store", name).exception();
        }
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        Long before = page.after(key -> Long.valueOf(key.getFirst())).orElse(null);
        var rows = database.inTransaction(
                tx -> catalogs.list(tx, caller.tenant(), before, caller.stores(), page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(Long.toString(row.version()))));
    }

    private Answer get(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        String number = call.pathParameter("version");
        if (!VERSION.matcher(number).matches()) {
            throw Problem.notFound("version", number).exception();
        }
        return database.inTransaction(
                tx -> catalogs.find(tx, caller.tenant(), Long.parseLong(number), caller.stores()))
                .map(Answer::ok)
                .orElseThrow(() -> Problem.notFound("version", number).exception());
    }

    /// What a store is to have; the content only if the caller does not hold it yet.
    private Answer read(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        String store = call.pathParameter("store");
        if (!caller.maySee(store)
                || database.inTransaction(tx -> stores.find(tx, caller.tenant(), store)).isEmpty()) {
            throw Problem.notFound("store", store).exception();
        }
        return database.inTransaction(tx -> catalogs.newest(tx, caller.tenant(), store)
                .map(newest -> holds(call, newest)
                        ? described(new Answer(304, "", Map.of(), new byte[0]), newest)
                        : described(Answer.content(newest.contentType(),
                                content(tx, caller.tenant(), newest)), newest)))
                .orElseThrow(() -> Problem.notFound("catalogue for store", store).exception());
    }

    private byte[] content(Transaction transaction, String tenant, CatalogVersion version) {
        Held last = held;
        if (last != null && last.tenant.equals(tenant) && last.sha256.equals(version.sha256())) {
            return last.content;
        }
        var fresh = new Held(tenant, version.sha256(), catalogs.content(transaction, tenant, version));
        held = fresh;
        return fresh.content;
    }

    private static Answer described(Answer answer, CatalogVersion version) {
        return answer.withHeader("ETag", tag(version))
                .withHeader("Catalog-Version", Long.toString(version.version()))
                .withHeader("Cache-Control", "private, no-cache")
                .about(Long.toString(version.version()));
    }

    private static String tag(CatalogVersion version) {
        return "\"" + version.sha256() + "\"";
    }

    /// RFC 9110, 13.1.2: weak comparison with each tag of the list.
    private static boolean holds(Call call, CatalogVersion newest) {
        return Arrays.stream(call.header("if-none-match").orElse("").split(","))
                .map(String::strip)
                .anyMatch(
                        tag -> tag.equals("*") || tag.equals(tag(newest)) || tag.equals("W/" + tag(newest)));
    }
}
