package io.tillpost.edge.till;

import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.Scan;
import io.tillpost.edge.till.Views.Items;
import java.util.List;

/// What the store sells, to be looked up.
final class CatalogRoutes implements Routes {
    private static final int USUAL_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 100;
    private static final int LONGEST_QUERY = 200;

    private final Catalog catalog;

    CatalogRoutes(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/articles", this::search, "q", "limit"),
                Route.query("/v1/articles/{code}", this::article),
                Route.query("/v1/quick-keys", _ -> Answer.ok(new Items<>(catalog.quickKeys()))),
                Route.query("/v1/catalog",
                        _ -> Answer.ok(Lookup.found(catalog.applied(), "catalogue", "now"))));
    }

    private Answer search(Call call) {
        String words = call.query().getOrDefault("q", "");
        if (words.length() > LONGEST_QUERY) {
            throw Problem.malformed("?q", words.length() + " characters, expected at most " + LONGEST_QUERY)
                    .exception();
        }
        String text = call.query().getOrDefault("limit", Integer.toString(USUAL_LIMIT));
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > HIGHEST_LIMIT) {
            throw Problem.malformed("?limit", "'" + text + "', expected 0 to " + HIGHEST_LIMIT).exception();
        }
        return Answer.ok(new Items<>(catalog.search(words, Integer.parseInt(text))));
    }

    private Answer article(Call call) {
        String code = call.pathParameter("code");
        return Answer.ok(catalog.find(code)
                .map(Scan::article)
                .orElseThrow(
                        () -> Problem.of(404, "no-such-article", "Not found", "no article '" + code + "'")
                                .exception()));
    }
}
