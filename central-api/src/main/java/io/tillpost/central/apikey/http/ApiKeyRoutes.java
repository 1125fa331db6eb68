package io.tillpost.central.apikey.http;

import io.tillpost.central.apikey.ApiKey;
import io.tillpost.central.apikey.ApiKeys;
import io.tillpost.central.apikey.KeySecret;
import io.tillpost.central.apikey.KeySecret.Mode;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// `/v1/api-keys`: a tenant's keys. Nobody gives away more scopes or stores than they hold, neither by making a key nor by
/// taking a new secret of one. A caller who is narrowed to stores sees the keys that are narrowed to some of the same.
public final class ApiKeyRoutes {
    private static final String PATH = "/v1/api-keys";
    private static final String SCOPE = "keys:manage";
    private static final Instant LAST_END = Instant.parse("9999-12-31T23:59:59Z");
    /// Long enough to bring a new secret to a few places by hand.
    private static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final Database database;
    private final ApiKeys keys;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random for secrets, so it must be a secure one
    public ApiKeyRoutes(Database database, ApiKeys keys, Clock clock, RandomGenerator random) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    /// What a new key is to be.
    ///
    /// @param stores absent: all of the tenant
    /// @param expiresAt RFC 3339; absent: never by itself
    /// @param mode `live` if absent
    record Wanted(String name, List<String> scopes, @Nullable List<String> stores, @Nullable String expiresAt,
            @Nullable String mode) {}

    /// How a secret is to be replaced.
    ///
    /// @param overlapSeconds how long the others stay good at most
    record Rotation(@Nullable Long overlapSeconds) {}

    /// A key as it is shown.
    ///
    /// @param secret once, in the answer to whoever asked for it
    record Shown(String id, String name, String mode, String state, List<String> scopes,
            @Nullable List<String> stores, Instant createdAt, String createdBy, @Nullable Instant expiresAt,
            @Nullable Instant disabledAt, @Nullable Instant lastUsedAt, List<ShownSecret> secrets,
            @Nullable String secret) {
        static Shown of(ApiKey key, Instant now, @Nullable KeySecret secret) {
            return new Shown(key.id(), key.title(), key.mode().text(), key.state(now), sorted(key.scopes()),
                    key.stores() == null ? null : sorted(key.stores()), key.createdAt(), key.createdBy(),
                    key.expiresAt(), key.disabledAt(), key.lastUsedAt(),
                    key.secrets()
                            .stream()
                            .filter(kept -> kept.isLive(now))
                            .map(kept -> new ShownSecret(kept.createdAt(), kept.endsAt()))
                            .toList(),
                    secret == null ? null : secret.value());
        }

        private static List<String> sorted(Set<String> values) {
            return values.stream().sorted().toList();
        }

        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    /// A live secret, without the secret.
    record ShownSecret(Instant createdAt, @Nullable Instant endsAt) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.query("GET", PATH, "listApiKeys", SCOPE, this::list).paged(),
                Route.command("POST", PATH, "createApiKey", SCOPE, this::create),
                Route.query("GET", PATH + "/{key}", "getApiKey", SCOPE, this::get),
                Route.command("POST", PATH + "/{key}/secrets", "rotateApiKey", SCOPE, this::rotate),
                Route.command("POST", PATH + "/{key}/disable", "disableApiKey", SCOPE, this::disable)
                        .bodiless());
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        String after = page.after().map(List::getFirst).orElse("");
        Instant now = clock.instant();
        List<Shown> rows = database.inTransaction(
                tx -> keys.list(tx, caller.tenant(), caller.stores(), after, page.limit() + 1))
                .stream()
                .map(key -> Shown.of(key, now, null))
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.id())));
    }

    private Answer get(Call call) throws ProblemException {
        ApiKey key = visible(call, database.inTransaction(tx -> keys.find(tx, call.pathParameter("key"))));
        return Answer.ok(Shown.of(key, clock.instant(), null));
    }

    private Answer create(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        Instant now = clock.instant();
        Wanted wanted = call.json(Wanted.class);
        Mode mode = Mode.of(wanted.mode() == null ? Mode.LIVE.text() : wanted.mode())
                .orElseThrow(() -> Problem.malformed("/mode", "expected live or test").exception());
        var secret = KeySecret.create(mode, KeySecret.newId(random), random);
        ApiKey key = key(caller, wanted, secret, now);
        requireHeld(caller, key);
        keys.add(transaction, key);
        return Answer.created(PATH + "/" + key.id(), Shown.of(key, now, secret)).showingOnce("/secret");
    }

    private static ApiKey key(Caller caller, Wanted wanted, KeySecret secret, Instant now)
            throws ProblemException {
        Instant end = wanted.expiresAt() == null ? null : end(wanted.expiresAt(), now);
        try {
            return new ApiKey(caller.tenant(), secret.keyId(), secret.mode(), wanted.name(),
                    new HashSet<>(wanted.scopes()),
                    wanted.stores() == null ? null : new HashSet<>(wanted.stores()), now, caller.client(),
                    end,
                    null, null, List.of(new ApiKey.Kept(secret.hash(), now, null)));
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            String field = reason.startsWith("name")
                    ? "/name"
                    : reason.startsWith("sto") ? "/stores" : "/scopes";
            var refusal = Problem.malformed(field, reason).exception();
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private static Instant end(String text, Instant now) throws ProblemException {
        try {
            Instant end = Instant.parse(text);
            if (end.isAfter(LAST_END)) {
                throw Problem.malformed("/expiresAt", "expected a time before the year 10000").exception();
            }
            if (end.isAfter(now)) {
                return end;
            }
        } catch (DateTimeParseException e) {
            var refusal = Problem.malformed("/expiresAt", "expected a time like 2027-01-31T00:00:00Z")
                    .exception();
            refusal.addSuppressed(e);
            throw refusal;
        }
        throw Problem.malformed("/expiresAt", "is in the past, expected a time to come").exception();
    }

    private Answer rotate(Call call, Transaction transaction) throws ProblemException {
        Instant now = clock.instant();
        Duration overlap = overlap(call);
        ApiKey key = visible(call, keys.lock(transaction, call.pathParameter("key")));
        requireHeld(call.authenticated(), key);
        if (!key.isGood(now)) {
            throw Problem.conflict("api-key-not-good", "the key is " + key.state(now) + ", make a new one")
                    .exception();
        }
        var secret = KeySecret.create(key.mode(), key.id(), random);
        keys.addSecret(transaction, key, new ApiKey.Kept(secret.hash(), now, null), now.plus(overlap));
        ApiKey rotated = keys.find(transaction, key.id()).orElseThrow();
        return Answer.json(201, Shown.of(rotated, now, secret)).showingOnce("/secret");
    }

    private static Duration overlap(Call call) throws ProblemException {
        Long seconds = call.body().length == 0 ? null : call.json(Rotation.class).overlapSeconds();
        if (seconds == null) {
            return DEFAULT_OVERLAP;
        }
        if (seconds < 0 || seconds > LONGEST_OVERLAP.toSeconds()) {
            throw Problem.malformed("/overlapSeconds", "expected 0 to " + LONGEST_OVERLAP.toSeconds())
                    .exception();
        }
        return Duration.ofSeconds(seconds);
    }

    private Answer disable(Call call, Transaction transaction) throws ProblemException {
        Instant now = clock.instant();
        ApiKey key = visible(call, keys.lock(transaction, call.pathParameter("key")));
        keys.disable(transaction, key.id(), now);
        return Answer.ok(Shown.of(keys.find(transaction, key.id()).orElseThrow(), now, null));
    }

    /// The key if it is the caller's to see; otherwise the same 404 as for one that does not exist.
    private static ApiKey visible(Call call, Optional<ApiKey> key) throws ProblemException {
        Caller caller = call.authenticated();
        return key.filter(found -> found.tenant().equals(caller.tenant()))
                .filter(found -> holdsStores(caller, found))
                .orElseThrow(() -> Problem.notFound("API key", call.pathParameter("key")).exception());
    }

    private static boolean holdsStores(Caller caller, ApiKey key) {
        return caller.stores() == null
                || (key.stores() != null && caller.stores().containsAll(key.stores()));
    }

    private static void requireHeld(Caller caller, ApiKey key) throws ProblemException {
        var more = new HashSet<>(key.scopes());
        more.removeAll(caller.scopes());
        if (!more.isEmpty()) {
            throw moreThanHeld("scopes that you do not hold: " + more.stream().sorted().toList());
        }
        if (!holdsStores(caller, key)) {
            throw moreThanHeld("expected some of your stores: " + caller.stores());
        }
    }

    private static ProblemException moreThanHeld(String detail) {
        return Problem.of(403, "more-than-you-hold", "A key cannot do more than who asks for it", detail)
                .exception();
    }
}
