package io.tillpost.central;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.ECKey;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.Limits;
import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.central.database.DatabaseSettings.Patience;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.Scopes;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.central.identity.sql.SigningKeyTable;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.masterkey.KeySource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A whole head-office node on a free port with a database of its own, and a client that may do everything.
public final class TestNode implements AutoCloseable {
    /// The tenant of the ready-made client.
    public static final String TENANT = "acme";
    /// The issuer that the node is configured with.
    public static final String ISSUER = "http://api.test";
    private static final String EVERYTHING = "everything";
    private static final Limits.Allowed OFTEN = new Limits.Allowed(1_000_000, 1);
    private static final Limits UNLIMITED = new Limits(OFTEN, OFTEN, OFTEN, OFTEN, 1_000_000, 1);

    private final TestDatabase database;
    private final CentralConfig config;
    private final CentralNode node;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Machine machine = machine();
    private final ClientSecret secret;

    private TestNode(TestDatabase database, CentralConfig config, CentralNode node) {
        this.database = database;
        this.config = config;
        this.node = node;
        this.secret = addClient(EVERYTHING, Scopes.ALL);
    }

    /// Starts one that lets everybody ask as often as they like.
    public static TestNode start() {
        return start(UnaryOperator.identity());
    }

    /// Starts one with another configuration.
    public static TestNode start(UnaryOperator<CentralConfig> change) {
        return start(change, Clock.systemUTC());
    }

    /// Starts one with another configuration that tells the time by this clock.
    public static TestNode start(UnaryOperator<CentralConfig> change, Clock clock) {
        var database = TestDatabase.create();
        CentralConfig config = change.apply(config(database));
        try {
            return new TestNode(database, config, CentralNode.start(config, machine(clock)));
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CentralConfig config(TestDatabase database) {
        try {
            Path password = Files.createTempFile("tillpost", "password");
            Files.writeString(password, database.settings().password() + "\n");
            return new CentralConfig(new CentralConfig.Http("127.0.0.1", 0, null, 0, null),
                    new CentralConfig.Db(database.settings().url(), database.settings().user(), password, 8,
                            Durability.NOT_NEEDED, null, Patience.DEFAULT),
                    null, ISSUER,
                    new KeySource.KeyFile(password.resolveSibling(password.getFileName() + ".master.key")),
                    CentralConfig.OAuth.DEFAULT, UNLIMITED, null, null, CentralConfig.Ingest.DEFAULT);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Machine machine() {
        return machine(Clock.systemUTC());
    }

    private static Machine machine(Clock clock) {
        var random = new SecureRandom();
        return new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime);
    }

    /// Its database.
    public TestDatabase database() {
        return database;
    }

    /// The key that signs its tokens, with its private part.
    public ECKey signingKey() {
        try {
            var keys = new SigningKeyTable(CentralNode.vault(database.database(), config, machine));
            return database.database().inTransaction(keys::all).getFirst().key();
        } catch (StartException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Adds a client with any way to log in.
    public void addClient(ApiClient client) {
        database.database().inTransaction(transaction -> new ClientTable().add(transaction, client));
    }

    /// Everything that it serves.
    public List<Route> routes() {
        return node.routes();
    }

    /// The port of the API.
    public int port() {
        return node.port();
    }

    /// Adds a client of the ready-made tenant.
    public ClientSecret addClient(String id, Set<String> scopes) {
        var fresh = ClientSecret.create(machine.random());
        var client = new ApiClient(TENANT, id, fresh.hash(), scopes, null, machine.clock().instant(), null);
        database.database().inTransaction(transaction -> new ClientTable().add(transaction, client));
        return fresh;
    }

    /// Adds a client of any tenant, narrowed to stores if some are named.
    public ClientSecret addClient(String tenant, String id, Set<String> scopes,
            @Nullable Set<String> stores) {
        var fresh = ClientSecret.create(machine.random());
        var client = new ApiClient(tenant, id, fresh.hash(), scopes, stores, machine.clock().instant(), null);
        database.database().inTransaction(transaction -> new ClientTable().add(transaction, client));
        return fresh;
    }

    /// Adds a store of any tenant, without boxes and contracts.
    public void addStore(String tenant, String store, String legalEntity) {
        database.database()
                .inTransaction(transaction -> new SqlStores().save(transaction, new Store(tenant, store,
                        legalEntity, store, ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"),
                        List.of(), List.of()), null));
    }

    /// The address of the API.
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// A token of the ready-made client that holds these scopes; all if none is named.
    public String token(String... scopes) {
        return token(EVERYTHING, secret, scopes);
    }

    /// A token of this client.
    public String token(String id, ClientSecret itsSecret, String... scopes) {
        String form = "grant_type=client_credentials"
                + (scopes.length == 0 ? "" : "&scope=" + String.join("+", scopes));
        String basic = Base64.getEncoder()
                .encodeToString((id + ":" + itsSecret.value()).getBytes(StandardCharsets.UTF_8));
        var answer = send(request("/oauth/token").header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return json(answer).get("access_token").textValue();
    }

    /// A request to be completed and sent.
    public HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + pathAndQuery));
    }

    /// GET with a token, if given.
    public HttpResponse<String> get(String pathAndQuery, @Nullable String token) {
        var request = request(pathAndQuery);
        return send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    /// POST of JSON with a token and an idempotency key.
    public HttpResponse<String> post(String path, String token, String key, String json) {
        return send(request(path).header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /// Sends and waits.
    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The body as JSON.
    public static JsonNode json(HttpResponse<String> answer) {
        return Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        node.close();
        database.close();
    }
}
