package io.tillpost.central.statement.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Precondition;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.statement.BankAccount;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptStatement;
import io.tillpost.central.statement.StatementImport;
import io.tillpost.central.statement.Statements;
import io.tillpost.central.statement.UnreadableFileException;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.json.Json;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Bank accounts, and the statements that banks send about them.
public final class StatementRoutes {
    private final Database database;
    private final StatementImport imports;
    private final Statements statements;
    private final Stores stores;

    public StatementRoutes(Database database, StatementImport imports, Statements statements, Stores stores) {
        this.database = database;
        this.imports = imports;
        this.statements = statements;
        this.stores = stores;
    }

    /// Body of `PUT /v1/bank-accounts/{iban}`.
    record Wanted(String legalEntity, String currency, String name) {}

    /// Answer to an import.
    record Imported(List<KeptStatement> statements, int newLines) {}

    /// One statement with a page of its lines.
    record WithLines(KeptStatement statement, Listing<KeptBankLine> lines) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.command("PUT", "/v1/bank-accounts/{iban}", "saveBankAccount", "reconciliation:write",
                        this::saveAccount),
                Route.query("GET", "/v1/bank-accounts", "listBankAccounts", "reconciliation:read",
                        this::listAccounts)
                        .paged(),
                Route.query("GET", "/v1/bank-accounts/{iban}", "getBankAccount", "reconciliation:read",
                        this::getAccount),
                Route.command("POST", "/v1/statements", "importStatements", "reconciliation:write",
                        this::take)
                        .receiving(Imports.MAX_FILE_BYTES, "application/xml", "text/xml"),
                Route.query("GET", "/v1/statements", "listStatements", "reconciliation:read", this::list)
                        .paged(),
                Route.query("GET", "/v1/statements/{statement}", "getStatement", "reconciliation:read",
                        this::get)
                        .paged());
    }

    private Answer saveAccount(Call call, Transaction transaction) throws ProblemException {
        String tenant = Imports.tenant(call);
        var account = account(number(call), call.json(Wanted.class));
        var known = statements.accountToChange(transaction, tenant, account.iban());
        Precondition.check(call, known.map(now -> Precondition.tag(Json.write(now))),
                Precondition.tag(Json.write(account)));
        if (!statements.save(transaction, tenant, account)) {
            throw Problem.conflict("bank-account-conflict", "account '" + account.iban()
                    + "' has statements, so its legal entity and currency cannot change").exception();
        }
        boolean named = known.filter(now -> now.legalEntity().equals(account.legalEntity())).isPresent();
        if (!named && !stores.hasOf(transaction, tenant, account.legalEntity())) {
            throw Problem.unprocessable("bank-account-invalid", "legal entity '" + account.legalEntity()
                    + "', expected that of a store").exception();
        }
        return Precondition.tagged(Answer.ok(account)).about(account.iban());
    }

    private static String number(Call call) {
        return call.pathParameter("iban").replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    }

    private static BankAccount account(String iban, Wanted wanted) throws ProblemException {
        try {
            return new BankAccount(iban, Names.check("legal entity", wanted.legalEntity()),
                    currency(wanted.currency()), wanted.name());
        } catch (IllegalArgumentException e) {
            throw Problem.unprocessable("bank-account-invalid", String.valueOf(e.getMessage())).exception();
        }
    }

    /// One with minor units: gold, test codes and the like have none to count in.
    private static Currency currency(String code) {
        return Currency.getAvailableCurrencies()
                .stream()
                .filter(one -> one.getCurrencyCode().equals(code) && one.getDefaultFractionDigits() >= 0)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "currency '" + code + "', expected an ISO 4217 code like EUR"));
    }

    private Answer getAccount(Call call) throws ProblemException {
        String tenant = Imports.tenant(call);
        String iban = number(call);
        return database.inTransaction(transaction -> statements.account(transaction, tenant, iban))
                .map(account -> Precondition.tagged(Answer.ok(account)))
                .orElseThrow(() -> Problem.notFound("bank account", iban).exception());
    }

    private Answer listAccounts(Call call) throws ProblemException {
        String tenant = Imports.tenant(call);
        Page page = Page.of(call);
        String after = page.after().map(List::getFirst).orElse("");
        var rows = database.inTransaction(
                transaction -> statements.accounts(transaction, tenant, after, page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows, account -> List.of(account.iban())));
    }

    private Answer take(Call call, Transaction transaction) throws ProblemException {
        String tenant = Imports.tenant(call);
        try {
            return switch (imports.take(transaction, tenant, call.body())) {
                case StatementImport.Taken.Imported(var kept, var newLines) -> Answer
                        .json(201, new Imported(kept, newLines))
                        .about(kept.stream().map(statement -> statement.id().toString())
                                .toArray(String[]::new));
                case StatementImport.Taken.UnknownAccount(var iban) -> throw Problem
                        .unprocessable("unknown-bank-account",
                                "account '" + iban + "' is not known; name it with PUT /v1/bank-accounts/"
                                        + iban)
                        .exception();
                case StatementImport.Taken.OtherCurrency(var iban, var expected, var found) -> throw Problem
                        .conflict("bank-account-currency",
                                "account '" + iban + "' has an amount in " + found
                                        + ", expected " + expected)
                        .exception();
            };
        } catch (UnreadableFileException e) {
            throw Imports.unreadable(e);
        }
    }

    private Answer list(Call call) throws ProblemException {
        String tenant = Imports.tenant(call);
        Page page = Page.of(call);
        UUID after = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        var rows = database
                .inTransaction(transaction -> statements.list(transaction, tenant, after, page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.id().toString())));
    }

    private Answer get(Call call) throws ProblemException {
        String tenant = Imports.tenant(call);
        UUID id = call.idParameter("statement");
        Page page = Page.of(call);
        UUID after = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        var found = database
                .inTransaction(transaction -> statements.statements(transaction, tenant, List.of(id)));
        if (found.isEmpty()) {
            throw Problem.notFound("statement", id.toString()).exception();
        }
        var lines = database.inTransaction(
                transaction -> statements.linesIn(transaction, tenant, id, after, page.limit() + 1));
        return Answer.ok(new WithLines(found.getFirst(),
                Listing.of(call, page, lines, line -> List.of(line.id().toString()))));
    }
}
