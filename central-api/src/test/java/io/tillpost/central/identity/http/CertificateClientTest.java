package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.PKITLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.SelfSignedTLSClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.TLSClientAuthentication;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.tillpost.central.TestNode;
import io.tillpost.central.broker.TestAuthority;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.protocol.journal.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that prove who they are by their certificate (RFC 8705), driven by a library that we did not write.
class CertificateClientTest {
    private static final char[] PASSWORD = "in memory only".toCharArray();
    @TempDir
    private static Path folder = Path.of("");
    private static TestNode node;
    private static TestAuthority servers;
    private static TestAuthority authority;
    private static SSLSocketFactory erp;
    private static SSLSocketFactory selfSigned;
    private static SSLSocketFactory brief;
    private static SSLSocketFactory stray;
    private static SSLSocketFactory named;
    private static KeyPair pinnedKeys;
    private static X509Certificate pinned;
    private static final MovedClock CLOCK = new MovedClock();

    @BeforeAll
    static void start() throws Exception {
        servers = new TestAuthority();
        authority = new TestAuthority();
        servers.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 10);
        authority.write(folder.resolve("clients.pem"));
        erp = sockets(authority.client("erp"));
        pinnedKeys = keyPair();
        pinned = certificate("CN=warehouse", pinnedKeys, "CN=warehouse", pinnedKeys,
                Duration.ofHours(1));
        selfSigned = sockets(managers(pinnedKeys, pinned));
        var briefKeys = keyPair();
        var ofFiveMinutes = certificate("CN=brief", briefKeys, "CN=brief", briefKeys, Duration.ofMinutes(5));
        brief = sockets(managers(briefKeys, ofFiveMinutes));
        var strayKeys = keyPair();
        var ofNobody = certificate("CN=stray", strayKeys, "CN=stray", strayKeys, Duration.ofHours(1));
        stray = sockets(managers(strayKeys, ofNobody));
        append(folder.resolve("clients.pem"), ofNobody);
        var otherKeys = keyPair();
        var ofAnother = certificate("CN=erp", otherKeys, "CN=warehouse", keyPair(),
                Duration.ofHours(1));
        named = sockets(managers(otherKeys, ofAnother));
        append(folder.resolve("pinned.pem"), ofAnother);
        append(folder.resolve("pinned.pem"), pinned);
        append(folder.resolve("pinned.pem"), ofFiveMinutes);
        node = TestNode.start(CertificateClientTest::withTls, CLOCK);
        add("erp", new ClientLogin.CertificateSubjects(List.of("CN=before", "cn=ERP")));
        add("warehouse", new ClientLogin.CertificateSubjects(List.of("CN=warehouse")));
        add("pinned", pinning(pinned));
        add("brief", pinning(ofFiveMinutes));
        add("stray", pinning(ofNobody));
        add("named", pinning(ofAnother));
    }

    private static ClientLogin pinning(X509Certificate certificate) throws Exception {
        return new ClientLogin.PinnedCertificates(
                Set.of(Hash.of(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()))));
    }

    private static void append(Path pem, X509Certificate certificate) throws Exception {
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static CentralConfig withTls(CentralConfig config) {
        return CentralConfigs.withHttp(config, new CentralConfig.Http("127.0.0.1", 0, new CentralConfig.Tls(
                folder.resolve("cert.pem"), folder.resolve("key.pem"), folder.resolve("clients.pem"),
                folder.resolve("pinned.pem")), 0, null));
    }

    private static void add(String id, ClientLogin login) {
        node.addClient(
                new ApiClient(TestNode.TENANT, id, login, false, Set.of("audit:read"), null, Instant.now(),
                        null));
    }

    private static KeyPair keyPair() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    /// With the right to sign others, as `openssl req -x509` makes them.
    private static X509Certificate certificate(String subject, KeyPair keys, String issuer,
            KeyPair issuerKeys,
            Duration validFor) throws Exception {
        var builder = new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.ONE,
                Date.from(Instant.now().minusSeconds(60)), Date.from(Instant.now().plus(validFor)),
                new X500Name(subject), keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        return new JcaX509CertificateConverter().getCertificate(builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
    }

    private static KeyManagerFactory managers(KeyPair keys, X509Certificate... chain) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", keys.getPrivate(), PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory;
    }

    private static SSLSocketFactory sockets(@Nullable KeyManagerFactory keys) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), servers.trust().getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static URI at(String path) {
        return URI.create("https://localhost:" + node.port() + path);
    }

    private static TokenResponse ask(TLSClientAuthentication client, SSLSocketFactory sockets)
            throws Exception {
        HTTPRequest request = new TokenRequest.Builder(at("/oauth/token"), client,
                new ClientCredentialsGrant())
                .build()
                .toHTTPRequest();
        request.setSSLSocketFactory(sockets);
        return TokenResponse.parse(request.send());
    }

    private static TLSClientAuthentication ofAuthority(String id) {
        return new PKITLSClientAuthentication(new ClientID(id), (SSLSocketFactory) null);
    }

    private static int use(AccessToken token, SSLSocketFactory sockets) throws Exception {
        var call = new HTTPRequest(HTTPRequest.Method.GET, at("/v1/audit?limit=1"));
        call.setAuthorization("Bearer " + token.getValue());
        call.setSSLSocketFactory(sockets);
        return call.send().getStatusCode();
    }

    private static AccessToken token(TokenResponse answer) {
        assertTrue(answer.indicatesSuccess(),
                () -> answer.toErrorResponse().getErrorObject().toJSONObject().toString());
        return answer.toSuccessResponse().getTokens().getAccessToken();
    }

    @Test
    void aTokenIsGoodOnConnectionsWithTheSameCertificateAlone() throws Exception {
        AccessToken token = token(ask(ofAuthority("erp"), erp));
        assertNotNull(SignedJWT.parse(token.getValue()).getJWTClaimsSet().getJSONObjectClaim("cnf")
                .get("x5t#S256"));
        assertEquals(200, use(token, erp));
        assertEquals(401, use(token, sockets(null)), "without a certificate");
        assertEquals(401, use(token, sockets(authority.client("erp"))), "with another one of the same name");
    }

    @Test
    void aPinnedCertificateNeedsNoAuthority() throws Exception {
        var client = new SelfSignedTLSClientAuthentication(new ClientID("pinned"), selfSigned);
        AccessToken token = token(ask(client, selfSigned));
        assertEquals(200, use(token, selfSigned));
        assertEquals(401, use(token, erp));
    }

    @Test
    void anotherNameAnotherCertificateOrNoneIsRefused() throws Exception {
        assertRefused(ask(ofAuthority("erp"), sockets(authority.client("warehouse"))));
        assertRefused(ask(ofAuthority("erp"), sockets(null)));
        assertRefused(ask(ofAuthority("pinned"), erp));
        assertRefused(ask(ofAuthority("nobody"), erp));
        assertRefused(ask(ofAuthority("everything"), erp));
    }

    @Test
    void aPinnedCertificateProvesNothingByTheNameThatItGaveItself() throws Exception {
        assertRefused(ask(ofAuthority("warehouse"), selfSigned));
    }

    @Test
    void norByTheNameThatSomebodyElseGaveIt() throws Exception {
        token(ask(ofAuthority("named"), named));
        assertRefused(ask(ofAuthority("erp"), named));
    }

    @Test
    void anAuthorityIsNoClient() {
        assertThrows(IOException.class, () -> ask(ofAuthority("stray"), stray));
    }

    @Test
    void aPinnedCertificateVouchesForNoOther() throws Exception {
        var keys = keyPair();
        var forged = certificate("CN=erp", keys, "CN=warehouse", pinnedKeys, Duration.ofHours(1));
        var sockets = sockets(managers(keys, forged, pinned));
        assertThrows(IOException.class, () -> ask(ofAuthority("erp"), sockets));
        assertThrows(IOException.class, () -> ask(ofAuthority("pinned"), sockets));
    }

    @Test
    void aCertificateThatHasEndedProvesNothingOnConnectionsFromBefore() throws Exception {
        AccessToken token = token(ask(ofAuthority("brief"), brief));
        assertEquals(200, use(token, brief));
        CLOCK.ahead = Duration.ofMinutes(6);
        try {
            assertRefused(ask(ofAuthority("brief"), brief));
            assertEquals(401, use(token, brief));
        } finally {
            CLOCK.ahead = Duration.ZERO;
        }
    }

    private static void assertRefused(TokenResponse answer) {
        assertEquals("invalid_client", answer.toErrorResponse().getErrorObject().getCode());
    }

    @Test
    void discoveryNamesBothMethods() throws Exception {
        var call = new HTTPRequest(HTTPRequest.Method.GET, at("/.well-known/oauth-authorization-server"));
        call.setSSLSocketFactory(sockets(null));
        var server = AuthorizationServerMetadata.parse(
                new String(call.send().getBody().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        assertTrue(server.supportsTLSClientCertificateBoundAccessTokens());
        assertEquals(5, server.getTokenEndpointAuthMethods().size());
    }

    private static final class MovedClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
