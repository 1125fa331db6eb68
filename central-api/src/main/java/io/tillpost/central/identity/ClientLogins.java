package io.tillpost.central.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out who a client is, by the one method that it was registered with. Safe for use by all threads.
public final class ClientLogins {
    private static final String UNKNOWN = "no enabled client has these credentials and this method";
    private static final Pattern PLAIN_ID = Pattern.compile("[a-z0-9-]{1,63}");
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{64}");

    private final Database database;
    private final LiveClients clients;
    private final DeviceKeys devices;
    private final Assertions assertions;
    private final Clock clock;

    /// @param audiences how assertions may name this server: its issuer and its token endpoint
    public ClientLogins(Database database, LiveClients clients, DeviceKeys devices, Set<String> audiences,
            OnlyOnce once, Clock clock) {
        this.database = database;
        this.clients = clients;
        this.devices = devices;
        this.assertions = new Assertions(audiences, once, clock);
        this.clock = clock;
    }

    /// Who it is.
    public LoginVerdict judge(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Password password -> byPassword(password);
            case Credentials.Assertion(var clientId, var jwt) -> switch (Assertions.read(jwt)) {
                case Assertions.Read.Misshaped(var reason) -> new LoginVerdict.Refused(reason);
                case Assertions.Read.Shaped(var assertion) -> byAssertion(clientId, assertion);
            };
            case Credentials.Certificate certificate -> byCertificate(certificate);
        };
    }

    private LoginVerdict byPassword(Credentials.Password password) {
        return known(password.clientId(),
                client -> client.login() instanceof ClientLogin.Secret secrets
                        && secrets.inHeader() == password.inHeader()
                        && secrets.accepts(password.secret()))
                .<LoginVerdict>map(client -> new LoginVerdict.Proved(Principal.of(client), Confirmation.NONE))
                .orElseGet(() -> new LoginVerdict.Refused(UNKNOWN));
    }

    private LoginVerdict byAssertion(@Nullable String clientId, Assertions.Unproved assertion) {
        if (clientId != null && !clientId.equals(assertion.client())) {
            return new LoginVerdict.Refused("client_id differs from the assertion's iss");
        }
        String keyId = assertion.jwt().getHeader().getKeyID();
        JWSAlgorithm algorithm = assertion.jwt().getHeader().getAlgorithm();
        Optional<Known> device = device(assertion.client(), keyId, algorithm);
        Optional<Known> known = device.isPresent()
                ? device
                : known(assertion.client(), client -> !keys(client, algorithm, keyId).isEmpty())
                        .map(client -> new Known(Principal.of(client), keys(client, algorithm, keyId)));
        if (known.isEmpty()) {
            return new LoginVerdict.Refused(
                    "assertion is not signed by a key that is known for this client");
        }
        return assertions.objection(assertion, known.get().keys)
                .<LoginVerdict>map(LoginVerdict.Refused::new)
                .orElseGet(() -> new LoginVerdict.Proved(known.get().principal, Confirmation.NONE));
    }

    /// Who it would be, and the keys by which that is known.
    private record Known(Principal principal, List<JWK> keys) {}

    private static List<JWK> keys(ApiClient client, JWSAlgorithm algorithm, @Nullable String keyId) {
        return client.login() instanceof ClientLogin.SignedAssertion(var keys)
                ? keys.candidates(algorithm, keyId)
                : List.of();
    }

    private Optional<Known> device(String agent, @Nullable String keyId, JWSAlgorithm algorithm) {
        if (keyId == null || !KEY_ID.matcher(keyId).matches() || !PLAIN_ID.matcher(agent).matches()
                || !JWSAlgorithm.ES256.equals(algorithm)) {
            return Optional.empty();
        }
        Hash id = Hash.parse(keyId);
        return Tenancy.<Optional<DeviceKeys.DeviceKey>, RuntimeException>everyone(
                () -> database.inTransaction(transaction -> devices.find(transaction, agent, id)))
                .map(found -> new Known(Principal.of(agent, id, found),
                        List.of(new ECKey.Builder(Curve.P_256, found.key()).build())));
    }

    private LoginVerdict byCertificate(Credentials.Certificate shown) {
        X509Certificate peer = shown.peer();
        if (peer == null) {
            return new LoginVerdict.Refused(UNKNOWN);
        }
        if (hasEnded(peer, clock.instant())) {
            return new LoginVerdict.Refused("the client certificate has ended");
        }
        Hash sha256 = sha256(peer);
        return known(shown.clientId(), client -> switch (client.login()) {
            // A certificate that is trusted because it was pinned may say any subject, so its name proves nothing.
            case ClientLogin.CertificateSubjects login -> shown.isOfAnAuthority()
                    && login.has(peer.getSubjectX500Principal());
            case ClientLogin.PinnedCertificates login -> login.sha256().contains(sha256);
            case ClientLogin.Secret _,ClientLogin.SignedAssertion _ -> false;
        }).<LoginVerdict>map(client -> new LoginVerdict.Proved(Principal.of(client),
                new Confirmation(null, thumbprint(sha256))))
                .orElseGet(() -> new LoginVerdict.Refused(UNKNOWN));
    }

    /// Whether its time is over: a connection that is kept open outlives the certificate that it began with.
    public static boolean hasEnded(X509Certificate certificate, Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant());
    }

    /// The value of `x5t#S256` (RFC 8705, 3.1).
    public static String thumbprint(X509Certificate certificate) {
        return thumbprint(sha256(certificate));
    }

    private static String thumbprint(Hash sha256) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.toBytes());
    }

    private static Hash sha256(X509Certificate certificate) {
        try {
            return Sha256.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed can be encoded", e);
        }
    }

    /// The enabled client that passes the test; asked of the database again where a moment ago it did not, because a new
    /// client or secret shall not be refused for being new.
    private Optional<ApiClient> known(String clientId, Predicate<ApiClient> test) {
        if (!PLAIN_ID.matcher(clientId).matches()) {
            return Optional.empty();
        }
        return clients.find(clientId).filter(test).or(() -> clients.findAnew(clientId).filter(test));
    }
}
