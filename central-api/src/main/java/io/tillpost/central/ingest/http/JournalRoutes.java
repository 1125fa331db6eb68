package io.tillpost.central.ingest.http;

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
import io.tillpost.central.ingest.ChainedRow;
import io.tillpost.central.ingest.JournalCopies;
import io.tillpost.central.ingest.JournalCopies.Copy;
import io.tillpost.central.ingest.JournalCopies.Place;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/v1/stores/{store}/journals`: which journals head office has of a store, and their rows as they were hashed. A box sees
/// its own alone.
public final class JournalRoutes {
    private static final String JOURNALS = "/v1/stores/{store}/journals";
    private static final String SCOPE = "journal:read";
    private static final String AFTER = "after";
    private static final int MOST_ROWS = 1_000;
    private static final int MOST_BYTES = BatchCodec.MAX_PLAIN_BYTES / 2;
    private static final Pattern SEQ = Pattern.compile("[0-9]{1,18}");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,3}");

    private final Database database;
    private final Stores stores;
    private final JournalCopies copies;

    public JournalRoutes(Database database, Stores stores, JournalCopies copies) {
        this.database = database;
        this.stores = stores;
        this.copies = copies;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.query("GET", JOURNALS, "listJournals", SCOPE, this::list).paged(),
                Route.query("GET", JOURNALS + "/{journal}/rows", "readJournalRows", SCOPE, this::rows)
                        .withParameters(AFTER, Page.LIMIT));
    }

    /// A journal, as it is answered.
    ///
    /// @param fenced a newer one of the lane was welcomed: nothing is taken from this one any more
    record JournalView(Lane lane, UUID journal, long epoch, String agent, Head head, @Nullable Parent parent,
            boolean fenced) {
        static JournalView of(Copy copy) {
            var state = copy.state();
            return new JournalView(state.key().lane(), state.key().journalId(), state.key().epoch(),
                    state.agent(), new Head(state.headSeq(), state.headHash()), copy.parent(),
                    state.fenced());
        }
    }

    /// The newest row; 0 and the genesis hash for none.
    record Head(long seq, Hash hash) {}

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        String store = call.pathParameter("store");
        Place after = page
                .after(key -> new Place(key.get(0), key.get(1), Long.parseLong(key.get(2))))
                .orElse(null);
        Optional<List<JournalView>> rows = database.inTransaction(tx -> maySee(tx, caller, store)
                ? Optional.of(copies.list(tx, caller.tenant(), store, caller.agent(), after, page.limit() + 1)
                        .stream()
                        .map(JournalView::of)
                        .toList())
                : Optional.empty());
        return Answer.ok(Listing.of(call, page,
                rows.orElseThrow(() -> Problem.notFound("store", store).exception()),
                row -> List.of(row.lane.wireName(), row.agent, Long.toString(row.epoch))));
    }

    private boolean maySee(Transaction transaction, Caller caller, String store) {
        return caller.maySee(store) && stores.find(transaction, caller.tenant(), store).isPresent();
    }

    private Answer rows(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        String store = call.pathParameter("store");
        UUID journal = call.idParameter("journal");
        long after = after(call);
        int limit = limit(call);
        Copy copy = database.inTransaction(tx -> maySee(tx, caller, store)
                ? copies.find(tx, caller.tenant(), store, journal)
                : Optional.<Copy>empty())
                .filter(found -> caller.agent() == null || found.state().agent().equals(caller.agent()))
                .orElseThrow(() -> Problem.notFound("journal", journal.toString()).exception());
        if (after > copy.state().headSeq()) {
            throw Problem.malformed("?" + AFTER, after + ", but the newest row is "
                    + copy.state().headSeq()).exception();
        }
        return database.inTransaction(tx -> rows(tx, caller.tenant(), copy, after, limit));
    }

    private Answer rows(Transaction transaction, String tenant, Copy copy, long after, int limit) {
        var key = copy.state().key();
        List<ChainedRow> rows = copies.rows(transaction, tenant, key.journalId(), after, limit, MOST_BYTES);
        Hash prev = after == 0
                ? HashChain.genesis(tenant, copy.state().store(), key, copy.parent())
                : copies.rows(transaction, tenant, key.journalId(), after - 1, 1, MOST_BYTES)
                        .stream()
                        .map(ChainedRow::hash)
                        .findFirst()
                        .orElseThrow();
        Hash head = rows.isEmpty() ? prev : rows.getLast().hash();
        return new Answer(200, BatchHeader.CONTENT_TYPE,
                Map.of("Journal-Id", key.journalId().toString(), "Journal-From", Long.toString(after + 1),
                        "Journal-Count", Integer.toString(rows.size()), "Journal-Prev", prev.toString(),
                        "Journal-Head", head.toString()),
                BatchCodec.encode(rows.stream().map(ChainedRow::row).toList()));
    }

    private static long after(Call call) throws ProblemException {
        String text = call.queryParameter(AFTER).orElse("0");
        if (!SEQ.matcher(text).matches()) {
            throw Problem.malformed("?" + AFTER, "expected the seq of a row, or 0").exception();
        }
        return Long.parseLong(text);
    }

    private static int limit(Call call) throws ProblemException {
        String text = call.queryParameter(Page.LIMIT).orElse(Integer.toString(Page.DEFAULT_LIMIT));
        if (!LIMIT.matcher(text).matches() || Integer.parseInt(text) > MOST_ROWS) {
            throw Problem.malformed("?" + Page.LIMIT, "expected a number from 1 to " + MOST_ROWS)
                    .exception();
        }
        return Integer.parseInt(text);
    }
}
