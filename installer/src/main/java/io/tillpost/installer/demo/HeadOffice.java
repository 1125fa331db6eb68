package io.tillpost.installer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.installer.stage.TokenAccess;
import io.tillpost.installer.world.World;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// Head office's REST API, as an integrator with an OAuth token uses it.
final class HeadOffice {
    private static final String FIRST_DAY = "2020-01-01";

    private final RestClient api;
    private final TokenAccess access;
    private final IdSource ids;

    /// @param ids for idempotency keys
    HeadOffice(RestClient api, TokenAccess access, IdSource ids) {
        this.api = api;
        this.access = access;
        this.ids = ids;
    }

    /// Makes the store and its bank account known. May be done again.
    void onboard() {
        var _ = api.send(Request.json("PUT", "/v1/stores/" + Business.STORE, Map.of("legalEntity",
                Business.LEGAL_ENTITY, "name", "ACME Hamburg", "zone", Business.ZONE.getId(), "currency",
                Business.CURRENCY.getCurrencyCode(), "agents", List.of(Business.AGENT), "cardContracts",
                List.of(contract(Business.DEBIT_CONTRACT, List.of("girocard", "Maestro")),
                        contract(Business.CREDIT_CONTRACT,
                                List.of("Mastercard", "Visa", "American Express")))),
                key()));
        var _ = api.send(Request.json("PUT", "/v1/bank-accounts/" + Business.IBAN, Map.of("legalEntity",
                Business.LEGAL_ENTITY, "currency", Business.CURRENCY.getCurrencyCode(), "name",
                "ACME main account"), key()));
    }

    /// A code by which the store's box is enrolled.
    String enrolmentCode() {
        return api.send(Request.json("POST", "/v1/stores/" + Business.STORE + "/enrolment-codes",
                Map.of("agent", Business.AGENT), key())).required("code").asText();
    }

    /// Hands in what the store sells.
    void handInCatalogue(byte[] csv) {
        var _ = api.send(new Request("POST", "/v1/catalog/versions", "text/csv", csv, key()));
    }

    /// Imports the acquirer's file. Throws [RestClient.RefusedException] if it is refused.
    void importSettlement(World.Letters letters, Console console) throws IOException {
        JsonNode settlement = send("/v1/settlements?acquirer=" + Business.ACQUIRER, "text/csv",
                letters.settlement());
        console.tell("import",
                "settlement file of " + Business.ACQUIRER + ", " + settlement.path("newPayouts").asInt()
                        + " new payouts (" + letters.settlement().getFileName() + ")");
    }

    /// Imports the bank's file. Throws [RestClient.RefusedException] if it is refused.
    void importStatement(World.Letters letters, Console console) throws IOException {
        JsonNode statement = send("/v1/statements", "application/xml", letters.statement());
        console.tell("import",
                "bank statement of " + letters.statementDay() + ", " + statement.path("newLines").asInt()
                        + " new lines (" + letters.statement().getFileName() + ")");
    }

    /// Has a day reconciled.
    void reconcile(LocalDate date, Console console) {
        JsonNode day = api.send(new Request("POST", dayPath(date), "", new byte[0], key()));
        console.tell("reconcile",
                day.required("bridges").size() + " bridges, " + day.required("discrepancies").size()
                        + " discrepancies, " + day.required("openPayouts").size() + " payout open, residue "
                        + money(day.required("residue")));
    }

    /// What head office itself says of a day.
    JsonNode day(LocalDate date) {
        return api.get(dayPath(date));
    }

    /// A payment with its way from the tap to the bank line.
    JsonNode payment(String attempt) {
        return api.get("/v1/payments/" + attempt);
    }

    /// An `Authorization` header, for the call that the demo prints.
    String authorization() {
        return access.header();
    }

    RestClient api() {
        return api;
    }

    static Money money(JsonNode node) {
        return Money.of(node.required("minor").longValue(), node.required("currency").asText());
    }

    private static Map<String, Object> contract(String merchantId, List<String> cards) {
        return Map.of("acquirer", Business.ACQUIRER, "merchantId", merchantId, "terminalId",
                Business.TERMINAL_ID,
                "cardNames", cards, "validFrom", FIRST_DAY);
    }

    private JsonNode send(String path, String contentType, Path file) throws IOException {
        return api.send(new Request("POST", path, contentType, Files.readAllBytes(file), key()));
    }

    private static String dayPath(LocalDate date) {
        return "/v1/reconciliation/days/" + Business.STORE + "/" + date;
    }

    private String key() {
        return ids.next().toString();
    }
}
