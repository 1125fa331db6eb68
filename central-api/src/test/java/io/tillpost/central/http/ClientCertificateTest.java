package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.broker.TestAuthority;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Client certificates: asked for, not demanded, believed when verified. And the files behind TLS change while it serves.
class ClientCertificateTest {
    private static final Duration WITHIN = Duration.ofSeconds(20);

    @TempDir
    private Path folder = Path.of("");
    private TestAuthority servers;
    private TestAuthority clients;
    private ApiServer server;

    @BeforeEach
    void serve() throws Exception {
        servers = new TestAuthority();
        clients = new TestAuthority();
        servers.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 10);
        clients.write(folder.resolve("clients.pem"));
        server = start(folder.resolve("clients.pem"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ApiServer start(@Nullable Path clientCa) throws IOException {
        return startWith(new ServerKeys(folder.resolve("cert.pem"), folder.resolve("key.pem"), clientCa,
                null, Set.of()));
    }

    private static ApiServer startWith(ServerKeys keys) throws IOException {
        return ApiServer.start("127.0.0.1", 0, keys, HttpLimits.defaults(),
                List.of(Route.open("GET", "/me", "readMe",
                        call -> Answer.ok(call.peer()
                                .map(peer -> peer.certificate().getSubjectX500Principal().getName())
                                .orElse("nobody")))),
                List.of(Filter.receive()),
                new ApiServer.Machine(UUID::randomUUID, new Random(1), System::nanoTime));
    }

    @Test
    void aVerifiedCertificateStandsOnTheCall() throws Exception {
        assertEquals("\"CN=till-7\"", me(clients.client("till-7")));
    }

    @Test
    void withoutOneTheCallIsTakenAsWell() throws Exception {
        assertEquals("\"nobody\"", me(null));
    }

    @Test
    void oneOfAnotherAuthorityEndsTheHandshake() {
        assertThrows(IOException.class, () -> me(new TestAuthority().client("till-7"), "TLSv1.2"));
    }

    @Test
    void whoIsNotAskedIsNobody() throws Exception {
        server.close();
        server = start(null);
        assertEquals("\"nobody\"", me(clients.client("till-7")));
    }

    @Test
    void anEmptyAuthorityFileIsNamed() throws Exception {
        Files.writeString(folder.resolve("empty.pem"), "");
        var e = assertThrows(IOException.class, () -> start(folder.resolve("empty.pem")).close());
        assertTrue(String.valueOf(e.getMessage()).contains("empty.pem holds no certificate"), e.getMessage());
    }

    @Test
    void whatIsNoAuthorityIsNotTakenForOne() {
        var e = assertThrows(IOException.class, () -> start(folder.resolve("cert.pem")).close());
        assertTrue(String.valueOf(e.getMessage()).contains("pinnedClientsFile"), e.getMessage());
    }

    @Test
    void anAuthorityByWhichAClientIsKnownVouchesForNobody() throws Exception {
        server.close();
        Hash authority;
        try (var in = Files.newInputStream(folder.resolve("clients.pem"))) {
            authority = Sha256
                    .of(CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded());
        }
        server = startWith(new ServerKeys(folder.resolve("cert.pem"), folder.resolve("key.pem"),
                folder.resolve("clients.pem"), null, Set.of(authority)));
        assertEquals("\"nobody\"", me(null));
        assertThrows(IOException.class, () -> me(clients.client("till-7"), "TLSv1.2"));
    }

    @Test
    void aRenewedCertificateIsServedWithoutARestart() throws Exception {
        servers = new TestAuthority();
        servers.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 10);
        await(() -> me(null));
    }

    @Test
    void filesThatDoNotFitChangeNothing() throws Exception {
        Files.writeString(folder.resolve("key.pem"), "half a file");
        // A second change, to a certificate that is fine, shows that the first was looked at and survived.
        assertEquals("\"nobody\"", me(null));
        servers.server(folder.resolve("key.pem"), folder.resolve("other.pem"), 10);
        assertEquals("\"nobody\"", me(null));
        Files.copy(folder.resolve("other.pem"), folder.resolve("cert.pem"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        await(() -> me(null));
    }

    @Test
    void anotherAuthorityOfClientsCountsWithoutARestart() throws Exception {
        var later = new TestAuthority();
        later.write(folder.resolve("clients.pem"));
        await(() -> me(later.client("till-8")));
        assertThrows(IOException.class, () -> me(clients.client("till-7"), "TLSv1.2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"})
    void aCipherThatDoesNotAuthenticateIsRefused(String suite) throws Exception {
        try (var socket = (SSLSocket) context(null, "TLSv1.2").getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setEnabledProtocols(new String[]{"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[]{suite});
            assertThrows(SSLHandshakeException.class, socket::startHandshake);
        }
    }

    private String me(@Nullable KeyManagerFactory certificate) throws Exception {
        return me(certificate, "TLS");
    }

    private String me(@Nullable KeyManagerFactory certificate, String version) throws Exception {
        try (var http = HttpClient.newBuilder().sslContext(context(certificate, version)).build()) {
            return http.send(HttpRequest
                    .newBuilder(URI.create("https://localhost:" + server.port() + "/me")).build(),
                    BodyHandlers.ofString()).body();
        }
    }

    private SSLContext context(@Nullable KeyManagerFactory certificate, String version) throws Exception {
        var context = SSLContext.getInstance(version);
        context.init(certificate == null ? null : certificate.getKeyManagers(),
                servers.trust().getTrustManagers(), null);
        return context;
    }

    private interface Attempt {
        String run() throws Exception;
    }

    /// Until the server's watchman has been round.
    private static void await(Attempt attempt) throws Exception {
        var end = Instant.now().plus(WITHIN);
        while (true) {
            try {
                String _ = attempt.run();
                return;
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
            }
        }
    }
}
