package io.tillpost.central.statement.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.statement.SettlementFile;
import io.tillpost.central.statement.SettlementImport;
import io.tillpost.central.statement.Settlements;
import io.tillpost.central.statement.UnreadableFileException;
import io.tillpost.protocol.event.Names;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST` and `GET /v1/settlements`.
public final class SettlementFileRoutes {
    private static final String ACQUIRER = "acquirer";

    private final Database database;
    private final SettlementImport imports;
    private final Settlements settlements;

    public SettlementFileRoutes(Database database, SettlementImport imports, Settlements settlements) {
        this.database = database;
        this.imports = imports;
        this.settlements = settlements;
    }

    /// A file as it is shown.
    ///
    /// @param newPayouts how many payouts were not known before; only in the answer to the import
    record Shown(UUID settlement, String acquirer, String sha256, Instant importedAt,
            @Nullable Integer newPayouts) {
        static Shown of(SettlementFile file, @Nullable Integer newPayouts) {
            return new Shown(file.id(), file.acquirer(), file.sha256(), file.importedAt(), newPayouts);
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.command("POST", "/v1/settlements", "importSettlement", "reconciliation:write",
                        this::take)
                        .withParameters(ACQUIRER)
                        .receiving(Imports.MAX_FILE_BYTES, "text/csv"),
                Route.query("GET", "/v1/settlements", "listSettlements", "reconciliation:read", this::list)
                        .paged());
    }

    private Answer take(Call call, Transaction transaction) throws ProblemException {
        String tenant = Imports.tenant(call);
        String acquirer = acquirer(call);
        try {
            return switch (imports.take(transaction, tenant, acquirer, call.body())) {
                case SettlementImport.Taken.Imported(var file, var newPayouts) -> Answer
                        .created("/v1/settlements/" + file.id(), Shown.of(file, newPayouts))
                        .about(file.id().toString());
                case SettlementImport.Taken.Changed(var reference) -> throw Problem
                        .conflict("settlement-conflict",
                                "payout '" + reference + "' was imported before with other content")
                        .exception();
                case SettlementImport.Taken.AnothersPayout(var reference, var other) -> throw Problem
                        .conflict("settlement-of-another-acquirer", "payout '" + reference
                                + "' with the same content was imported before as acquirer '" + other
                                + "'s")
                        .exception();
                case SettlementImport.Taken.UnknownMerchant(var merchantId) -> throw Problem
                        .unprocessable("unknown-merchant-id", "merchant id '" + merchantId
                                + "' has no card contract with acquirer '" + acquirer
                                + "' in any store, or begins one only after the payout's period")
                        .exception();
            };
        } catch (UnreadableFileException e) {
            throw Imports.unreadable(e);
        }
    }

    private static String acquirer(Call call) throws ProblemException {
        String name = call.queryParameter(ACQUIRER).orElse("");
        try {
            return Names.check(ACQUIRER, name);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("?" + ACQUIRER, String.valueOf(e.getMessage())).exception();
        }
    }

    private Answer list(Call call) throws ProblemException {
        String tenant = Imports.tenant(call);
        Page page = Page.of(call);
        UUID after = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        List<Shown> rows = database
                .inTransaction(transaction -> settlements.files(transaction, tenant, after, page.limit() + 1))
                .stream()
                .map(file -> Shown.of(file, null))
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.settlement().toString())));
    }
}
