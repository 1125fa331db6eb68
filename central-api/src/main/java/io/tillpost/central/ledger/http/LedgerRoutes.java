package io.tillpost.central.ledger.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.StoreFilter;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/ledger`: accounts, their statements, entries. A caller that is narrowed to stores sees what their entries moved.
public final class LedgerRoutes {
    private static final String PATH = "/v1/ledger";
    private static final String SCOPE = "ledger:read";

    private final Database database;
    private final Books books;
    private final StoreFilter stores;

    public LedgerRoutes(Database database, Books books, StoreFilter stores) {
        this.database = database;
        this.books = books;
        this.stores = stores;
    }

    /// An account as it is shown; above zero is a debit balance.
    record ShownBalance(String account, Money balance) {
        static ShownBalance of(Books.Balance balance) {
            return new ShownBalance(balance.account().value(), balance.balance());
        }
    }

    /// A line of an account's statement; above zero is a debit.
    record ShownLine(UUID entry, int line, Money amount, @Nullable UUID payment, UUID source, String role,
            @Nullable String store, LocalDate businessDate, LocalDate postingDate, String description,
            long position) {
        static ShownLine of(Books.StatementLine line) {
            return new ShownLine(line.entry(), line.line(), line.amount(), line.payment(), line.source(),
                    line.role(), line.store(), line.businessDate(), line.postingDate(), line.description(),
                    line.position());
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", PATH + "/accounts", "listAccounts", SCOPE, this::accounts).paged(),
                Route.query("GET", PATH + "/accounts/{account}/lines", "listAccountLines", SCOPE, this::lines)
                        .paged("from", "to", "store"),
                Route.query("GET", PATH + "/entries", "listEntries", SCOPE, this::entries)
                        .paged("source", "payment", "businessDate", "store"),
                Route.query("GET", PATH + "/entries/{entry}", "getEntry", SCOPE, this::entry));
    }

    private Answer accounts(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        if (caller.stores() != null) {
            return Answer.ok(new Listing<>(database.inTransaction(
                    tx -> books.sums(tx, caller.tenant(), caller.stores(), null, null))
                    .stream()
                    .map(ShownBalance::of)
                    .toList(), null));
        }
        Optional<Books.Balance> after = page.after(
                key -> new Books.Balance(new AccountName(key.getFirst()), Money.of(0, key.getLast())));
        List<ShownBalance> rows = database.inTransaction(
                tx -> books.balances(tx, caller.tenant(), after, page.limit() + 1))
                .stream()
                .map(ShownBalance::of)
                .toList();
        return Answer.ok(Listing.of(call, page, rows,
                row -> List.of(row.account(), row.balance().currency().getCurrencyCode())));
    }

    private Answer lines(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        AccountName account = account(call.pathParameter("account"));
        LocalDate from = call.dateParameter("from").orElse(null);
        LocalDate to = call.dateParameter("to").orElse(null);
        Books.Reached reached = page.after(LedgerRoutes::reached).orElse(Books.Reached.NOTHING);
        Set<String> shown = stores.shown(call);
        List<Books.StatementLine> rows = database.inTransaction(tx -> books.statement(tx, caller.tenant(),
                account, shown, from, to, reached, page.limit() + 1));
        return Answer.ok(Listing.upTo(call, page, rows, lines -> sortKey(reached.past(lines)))
                .map(ShownLine::of));
    }

    /// One position was all that older nodes gave.
    private static Books.Reached reached(List<String> key) {
        var positions = new HashMap<String, Long>();
        for (int i = 1; i < key.size(); i += 2) {
            positions.put(key.get(i), Long.parseLong(key.get(i + 1)));
        }
        return new Books.Reached(Long.parseLong(key.getFirst()), positions);
    }

    private static List<String> sortKey(Books.Reached reached) {
        var key = new ArrayList<String>();
        key.add(Long.toString(reached.elsewhere()));
        new TreeMap<>(reached.positions()).forEach((currency, position) -> {
            key.add(currency);
            key.add(Long.toString(position));
        });
        return key;
    }

    private static AccountName account(String name) throws ProblemException {
        try {
            return new AccountName(name);
        } catch (IllegalArgumentException e) {
            ProblemException missing = Problem.notFound("account", name).exception();
            missing.addSuppressed(e);
            throw missing;
        }
    }

    private Answer entries(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        var filter = new Books.Filter(id(call, "source"), id(call, "payment"),
                call.dateParameter("businessDate").orElse(null),
                stores.shown(call));
        UUID after = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        List<ShownEntry> rows = database.inTransaction(
                tx -> books.entries(tx, caller.tenant(), filter, after, page.limit() + 1))
                .stream()
                .map(ShownEntry::of)
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.entry().toString())));
    }

    private static @Nullable UUID id(Call call, String name) throws ProblemException {
        Optional<String> text = call.queryParameter(name);
        try {
            return text.isEmpty() ? null : UUID.fromString(text.get());
        } catch (IllegalArgumentException e) {
            ProblemException malformed = Problem.malformed("?" + name, "expected a UUID").exception();
            malformed.addSuppressed(e);
            throw malformed;
        }
    }

    private Answer entry(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        UUID id = call.idParameter("entry");
        return database.inTransaction(tx -> books.entry(tx, caller.tenant(), id))
                .filter(entry -> entry.store() == null
                        ? caller.stores() == null
                        : caller.maySee(entry.store()))
                .map(entry -> Answer.ok(ShownEntry.of(entry)))
                .orElseThrow(() -> Problem.notFound("entry", id.toString()).exception());
    }
}
