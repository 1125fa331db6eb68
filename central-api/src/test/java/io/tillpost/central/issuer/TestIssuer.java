package io.tillpost.central.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An authorization server that shares no code with ours: OpenID Connect discovery and a key set over HTTP, tokens by
/// RFC 9068. It can be down.
public final class TestIssuer implements AutoCloseable {
    /// What its tokens are for.
    public static final String AUDIENCE = "https://api.test";
    private final HttpServer server;
    private final List<JWK> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetched = new AtomicInteger();
    private volatile boolean down;

    private TestIssuer(HttpServer server) {
        this.server = server;
    }

    /// Starts one that publishes no key yet.
    public static TestIssuer start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var issuer = new TestIssuer(server);
        server.createContext("/realms/shop/.well-known/openid-configuration",
                exchange -> issuer.answer(exchange,
                        "{\"issuer\":\"" + issuer.url() + "\",\"jwks_uri\":\"" + issuer.url() + "/keys\"}"));
        server.createContext("/realms/shop/keys", exchange -> {
            issuer.fetched.incrementAndGet();
            issuer.answer(exchange, new JWKSet(List.copyOf(issuer.published)).toString());
        });
        server.start();
        return issuer;
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(down ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /// Its `iss`.
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/shop";
    }

    /// Whether it answers 503 to everything.
    public void down(boolean now) {
        down = now;
    }

    /// How often its keys were asked for.
    public int fetched() {
        return fetched.get();
    }

    /// A new P-256 key, published.
    public ECKey ellipticKey(String id) throws JOSEException {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        published.add(key);
        return key;
    }

    /// A new RSA key, published.
    public RSAKey rsaKey(String id, int bits) throws JOSEException {
        RSAKey key = new RSAKeyGenerator(bits, true).keyID(id).generate();
        published.add(key);
        return key;
    }

    /// Takes a key back.
    public void withdraw(JWK key) {
        published.remove(key);
    }

    /// Claims as they should be, for `client`.
    public JWTClaimsSet.Builder claims(String client, String scope, Instant now) {
        return new JWTClaimsSet.Builder().issuer(url())
                .audience(AUDIENCE)
                .subject(client)
                .claim("client_id", client)
                .claim("scope", scope)
                .jwtID("token-1")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    /// A token with this algorithm, by this key.
    public static String signed(JWSAlgorithm algorithm, JWK key, JWTClaimsSet claims) throws JOSEException {
        return signed(algorithm, key, claims, header -> header);
    }

    /// A token with another header.
    public static String signed(JWSAlgorithm algorithm, JWK key, JWTClaimsSet claims,
            UnaryOperator<JWSHeader.Builder> change) throws JOSEException {
        var header = new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID());
        var token = new SignedJWT(change.apply(header).build(), claims);
        JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
        token.sign(signer);
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
