package io.tillpost.central.identity.http;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.central.identity.ClientRegistration;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.Clients;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/v1/clients`: the API clients of the caller's tenant, for those who may manage them. Nobody sees clients that reach
/// further than their own stores, and nobody hands out what they do not hold themselves.
public final class ClientRoutes {
    private static final String PATH = "/v1/clients";
    private static final String CREDENTIALS = PATH + "/{client}/credentials";
    private static final String SCOPE = "keys:manage";
    private static final String SECRET = "/clientSecret";

    private final Database database;
    private final Clients clients;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random makes secrets: a cryptographically strong one
    public ClientRoutes(Database database, Clients clients, Clock clock, RandomGenerator random) {
        this.database = database;
        this.clients = clients;
        this.clock = clock;
        this.random = random;
    }

    /// A client to be made.
    ///
    /// @param publicKeys JWK set (RFC 7517, 5)
    /// @param stores absent: all that the caller holds
    record NewClient(String clientId, String method, Set<String> scopes, @Nullable Set<String> stores,
            @Nullable JsonNode publicKeys, @Nullable String certificateSubject,
            @Nullable Set<String> certificateSha256, @Nullable Boolean requireDpop) {
        ClientRegistration registration() {
            return new ClientRegistration(method, publicKeys == null ? null : publicKeys.toString(),
                    certificateSubject == null ? null : List.of(certificateSubject), certificateSha256);
        }
    }

    /// What to rotate.
    ///
    /// @param lost when the last rotation was, whose secret nobody got to know, so that the one before it is in use
    record Rotation(@Nullable Instant lost) {}

    /// What a client is known by that has no secret, all of it: what is left out is not good any more.
    ///
    /// @param publicKeys JWK set (RFC 7517, 5)
    record Credentials(@Nullable JsonNode publicKeys, @Nullable List<String> certificateSubjects,
            @Nullable Set<String> certificateSha256) {
        static Credentials of(ApiClient client) throws ProblemException {
            return switch (client.login()) {
                case ClientLogin.Secret _ -> throw Problem.conflict("client-has-secret", "client '"
                        + client.id() + "' proves who it is by a secret, which is rotated").exception();
                case ClientLogin.SignedAssertion(var keys) -> new Credentials(
                        Json.readTree(keys.toJson().getBytes(StandardCharsets.UTF_8)), null, null);
                case ClientLogin.CertificateSubjects(var subjects) -> new Credentials(null, subjects, null);
                case ClientLogin.PinnedCertificates(var sha256) -> new Credentials(null, null,
                        sha256.stream().map(Hash::toString).collect(Collectors.toCollection(TreeSet::new)));
            };
        }

        ClientLogin login(String method) {
            return new ClientRegistration(method, publicKeys == null ? null : publicKeys.toString(),
                    certificateSubjects, certificateSha256).login(null);
        }
    }

    /// A client as it is shown.
    ///
    /// @param secrets how many are good; absent: it has none by its method
    /// @param rotatedAt when the newer of two secrets was made
    /// @param clientSecret in the answer that made it, and nowhere else
    record Shown(String clientId, String method, Set<String> scopes, @Nullable Set<String> stores,
            boolean requireDpop, @Nullable Integer secrets, @Nullable Instant rotatedAt,
            @Nullable String certificateSubject,
            Instant createdAt, @Nullable Instant disabledAt, @Nullable String clientSecret) {
        static Shown of(ApiClient client, @Nullable ClientSecret secret) {
            return new Shown(client.id(), client.login().method(), new TreeSet<>(client.scopes()),
                    client.stores() == null ? null : new TreeSet<>(client.stores()), client.requireDpop(),
                    client.login() instanceof ClientLogin.Secret secrets ? secrets.count() : null,
                    client.login() instanceof ClientLogin.Secret secrets ? secrets.rotatedAt() : null,
                    client.login() instanceof ClientLogin.CertificateSubjects(var subjects)
                            ? subjects.getFirst()
                            : null,
                    client.createdAt(), client.disabledAt(), secret == null ? null : secret.value());
        }

        /// Without the secret.
        @Override
        public String toString() {
            return "Shown[" + clientId + "]";
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.query("GET", PATH, "listClients", SCOPE, this::list).paged(),
                Route.command("POST", PATH, "createClient", SCOPE, this::create),
                Route.query("GET", PATH + "/{client}", "getClient", SCOPE, this::get),
                Route.command("POST", PATH + "/{client}/secrets", "rotateClientSecret", SCOPE, this::rotate),
                Route.query("GET", CREDENTIALS, "getClientCredentials", SCOPE, this::credentials),
                Route.command("PUT", CREDENTIALS, "putClientCredentials", SCOPE, this::replace),
                Route.command("POST", PATH + "/{client}/disable", "disableClient", SCOPE, this::disable)
                        .bodiless(),
                Route.command("POST", PATH + "/{client}/enable", "enableClient", SCOPE, this::enable)
                        .bodiless());
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        List<Shown> rows = database.inTransaction(transaction -> clients.some(transaction, caller.tenant(),
                caller.stores(), page.after().map(List::getFirst).orElse(null), page.limit() + 1))
                .stream()
                .map(client -> Shown.of(client, null))
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.clientId())));
    }

    private Answer get(Call call) throws ProblemException {
        return Answer.ok(Shown.of(visible(call), null));
    }

    private ApiClient visible(Call call) throws ProblemException {
        String id = call.pathParameter("client");
        return database.inTransaction(transaction -> clients.find(transaction, id))
                .filter(client -> maySee(call.authenticated(), client))
                .orElseThrow(() -> unknown(id));
    }

    private Answer create(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        NewClient wanted = call.json(NewClient.class);
        ClientRegistration registration = wanted.registration();
        ClientSecret secret = registration.wantsSecret() ? ClientSecret.create(random) : null;
        ApiClient client = client(caller, wanted, registration, secret);
        requireHeld(caller, client);
        if (!clients.add(transaction, client)) {
            throw Problem.conflict("client-id-taken", "client id '" + client.id() + "' is taken").exception();
        }
        return showing(Answer.created(PATH + "/" + client.id(), Shown.of(client, secret)), secret);
    }

    private ApiClient client(Caller caller, NewClient wanted, ClientRegistration registration,
            @Nullable ClientSecret secret) throws ProblemException {
        try {
            return new ApiClient(caller.tenant(), wanted.clientId, registration.login(secret),
                    Boolean.TRUE.equals(wanted.requireDpop), wanted.scopes,
                    wanted.stores == null ? caller.stores() : wanted.stores, clock.instant(), null);
        } catch (IllegalArgumentException e) {
            throw notValid(e);
        }
    }

    private static ProblemException notValid(IllegalArgumentException why) {
        var refusal = Problem.unprocessable("client-not-valid", String.valueOf(why.getMessage()))
                .exception();
        refusal.addSuppressed(why);
        return refusal;
    }

    private Answer rotate(Call call, Transaction transaction) throws ProblemException {
        ApiClient client = owned(call, transaction);
        requireHeld(call.authenticated(), client);
        if (!(client.login() instanceof ClientLogin.Secret secrets)) {
            throw Problem.conflict("client-has-no-secret", "client '" + client.id() + "' proves who it is by "
                    + client.login().method()).exception();
        }
        Instant lost = call.body().length == 0 ? null : call.json(Rotation.class).lost();
        var secret = ClientSecret.create(random);
        Instant now = clock.instant();
        clients.replaceLogin(transaction, client.id(), lost == null
                ? secrets.rotated(secret.hash(), now)
                : secrets.withLostReplaced(lost, secret.hash(), now).orElseThrow(() -> Problem
                        .conflict("rotation-not-last", secrets.whyNotLost(client.id())).exception()));
        return showing(Answer.json(201, Shown.of(again(transaction, client), secret)), secret);
    }

    private Answer credentials(Call call) throws ProblemException {
        return Precondition.tagged(Answer.ok(Credentials.of(visible(call))));
    }

    private Answer replace(Call call, Transaction transaction) throws ProblemException {
        ApiClient client = owned(call, transaction);
        requireHeld(call.authenticated(), client);
        String present = tag(client);
        ClientLogin login;
        try {
            login = call.json(Credentials.class).login(client.login().method());
        } catch (IllegalArgumentException e) {
            throw notValid(e);
        }
        Precondition.check(call, Optional.of(present), client.login().equals(login) ? present : null);
        clients.replaceLogin(transaction, client.id(), login);
        return Precondition.tagged(Answer.ok(Credentials.of(again(transaction, client))));
    }

    private static String tag(ApiClient client) throws ProblemException {
        return Precondition.tag(Json.write(Credentials.of(client)));
    }

    private Answer disable(Call call, Transaction transaction) throws ProblemException {
        ApiClient client = owned(call, transaction);
        clients.disable(transaction, client.id(), clock.instant());
        return Answer.ok(Shown.of(again(transaction, client), null));
    }

    private Answer enable(Call call, Transaction transaction) throws ProblemException {
        ApiClient client = owned(call, transaction);
        requireHeld(call.authenticated(), client);
        clients.enable(transaction, client.id());
        return Answer.ok(Shown.of(again(transaction, client), null));
    }

    private static Answer showing(Answer answer, @Nullable ClientSecret secret) {
        return secret == null ? answer : answer.showingOnce(SECRET);
    }

    private ApiClient again(Transaction transaction, ApiClient client) {
        return clients.find(transaction, client.id()).orElseThrow();
    }

    private ApiClient owned(Call call, Transaction transaction) throws ProblemException {
        String id = call.pathParameter("client");
        return clients.findLocked(transaction, id)
                .filter(client -> maySee(call.authenticated(), client))
                .orElseThrow(() -> unknown(id));
    }

    private static boolean maySee(Caller caller, ApiClient client) {
        return caller.tenant().equals(client.tenant()) && isWithin(caller, client.stores());
    }

    private static boolean isWithin(Caller caller, @Nullable Set<String> stores) {
        return caller.stores() == null || (stores != null && caller.stores().containsAll(stores));
    }

    /// Whoever gets a client's secret, or brings it back, could do all that it can.
    private static void requireHeld(Caller caller, ApiClient client) throws ProblemException {
        var beyond = new TreeSet<>(client.scopes());
        beyond.removeAll(caller.scopes());
        if (!beyond.isEmpty()) {
            throw beyondOwn("the caller's token does not hold " + String.join(" ", beyond));
        }
        if (!isWithin(caller, client.stores())) {
            throw beyondOwn("the caller's token does not reach all of these stores");
        }
    }

    private static ProblemException beyondOwn(String detail) {
        return Problem.of(403, "beyond-own-rights", "Nobody gives away more than they hold", detail)
                .exception();
    }

    private static ProblemException unknown(String id) {
        return Problem.notFound("client", id).exception();
    }
}
