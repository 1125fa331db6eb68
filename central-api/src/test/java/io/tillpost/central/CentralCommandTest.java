package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tillpost.central.database.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost central`: the commands, and the service as a process of its own.
class CentralCommandTest {
    private static TestDatabase database;

    @TempDir
    private static Path folder = Path.of("");

    record Result(int exit, String out, String err) {}

    @BeforeAll
    static void start() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aClientIsMadeListedAndDisabled() throws Exception {
        Path config = config(database.settings().url(), 0);
        var created = run("clients", "create", "--config", config.toString(), "--tenant", "acme", "--id",
                "till-erp",
                "--scope", "ledger:read,audit:read", "--store", "s1");
        assertEquals(0, created.exit, created.err);
        assertTrue(
                created.out
                        .matches("\\{\"clientId\":\"till-erp\",\"clientSecret\":\"tpsec_[\\w-]{43}\"}\\s*"),
                created.out);
        var again = run("clients", "create", "--config", config.toString(), "--tenant", "acme", "--id",
                "till-erp",
                "--scope", "ledger:read");
        assertEquals(1, again.exit);
        assertEquals("tillpost central: client id 'till-erp' is taken, expected a new one",
                again.err.strip());
        assertEquals(0, run("clients", "disable", "--config", config.toString(), "--id", "till-erp").exit);
        var listed = run("clients", "list", "--config", config.toString(), "--tenant", "acme");
        assertTrue(listed.out.contains("\"state\":\"disabled since "), listed.out);
        assertTrue(listed.out.contains("\"scopes\":[\"audit:read\",\"ledger:read\"],\"stores\":[\"s1\"]"),
                listed.out);
    }

    @Test
    void aClientGetsASecondSecretAndIsEnabledAgain() throws Exception {
        String config = config(database.settings().url(), 0).toString();
        assertEquals(0,
                run("clients", "create", "--config", config, "--tenant", "rotators", "--id", "rotator",
                        "--scope", "ledger:read", "--method", "client_secret_post", "--require-dpop").exit);
        var rotated = run("clients", "rotate", "--config", config, "--id", "rotator");
        assertTrue(
                rotated.out.matches("\\{\"clientId\":\"rotator\",\"clientSecret\":\"tpsec_[\\w-]{43}\"}\\s*"),
                rotated.out + rotated.err);
        assertEquals(0, run("clients", "disable", "--config", config, "--id", "rotator").exit);
        assertEquals(0, run("clients", "enable", "--config", config, "--id", "rotator").exit);
        var listed = run("clients", "list", "--config", config, "--tenant", "rotators");
        assertTrue(listed.out.contains("\"method\":\"client_secret_post\""), listed.out);
        assertTrue(listed.out.contains("\"requireDpop\":true,\"secrets\":2,\"rotatedAt\":\""),
                listed.out);
        assertTrue(listed.out.contains("\"state\":\"enabled\""), listed.out);
        String rotatedAt = listed.out.replaceAll("(?s).*\"rotatedAt\":\"([^\"]+)\".*", "$1");
        assertEquals(0,
                run("clients", "rotate", "--config", config, "--id", "rotator", "--lost", rotatedAt).exit);
        var other = run("clients", "rotate", "--config", config, "--id", "rotator", "--lost", rotatedAt);
        assertEquals(1, other.exit);
        assertTrue(other.err.contains("the last rotation of client 'rotator' was at "), other.err);
        assertOneLine("no client 'ghost'", run("clients", "rotate", "--config", config, "--id", "ghost"));
        assertOneLine("no client 'ghost'", run("clients", "enable", "--config", config, "--id", "ghost"));
        assertOneLine("publicKeys is missing, which private_key_jwt needs",
                run("clients", "create", "--config", config, "--tenant", "rotators", "--id", "signer",
                        "--scope",
                        "ledger:read", "--method", "private_key_jwt"));
    }

    @Test
    void aClientChangesItsKeysAndCertificates() throws Exception {
        String config = config(database.settings().url(), 0).toString();
        Path keys = folder.resolve("keys.json");
        Files.writeString(keys, new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("one").generate())
                .toString(true));
        assertEquals(0, run("clients", "create", "--config", config, "--tenant", "keyed", "--id", "keyed",
                "--scope", "ledger:read", "--method", "private_key_jwt", "--public-keys",
                keys.toString()).exit);
        Files.writeString(keys, new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("two").generate())
                .toString(true));
        var set = run("clients", "set-credentials", "--config", config, "--id", "keyed", "--public-keys",
                keys.toString());
        assertEquals(0, set.exit, set.err);
        assertTrue(set.out.contains("\"kid\":\"two\"") && !set.out.contains("\"kid\":\"one\""), set.out);
        assertEquals(set.out, run("clients", "credentials", "--config", config, "--id", "keyed").out);
        assertOneLine("a certificate's subject is given, which goes with tls_client_auth",
                run("clients", "set-credentials", "--config", config, "--id", "keyed",
                        "--certificate-subject", "CN=x"));
        assertEquals(0, run("clients", "create", "--config", config, "--tenant", "keyed", "--id", "named",
                "--scope", "ledger:read", "--method", "tls_client_auth", "--certificate-subject",
                "CN=a,O=Acme").exit);
        assertTrue(run("clients", "set-credentials", "--config", config, "--id", "named",
                "--certificate-subject", "CN=a,O=Acme", "--certificate-subject", "CN=b,O=Acme").out
                .contains("\"certificateSubjects\":[\"CN=a,O=Acme\",\"CN=b,O=Acme\"]"));
        assertEquals(0, run("clients", "create", "--config", config, "--tenant", "keyed", "--id",
                "secretive", "--scope", "ledger:read").exit);
        assertOneLine("client 'secretive' has a secret",
                run("clients", "credentials", "--config", config, "--id", "secretive"));
        assertOneLine("no client 'ghost'",
                run("clients", "set-credentials", "--config", config, "--id", "ghost"));
    }

    @Test
    void signingKeysAreRotatedAndListedWithoutTheirPrivateParts() throws Exception {
        String config = config(database.settings().url(), 0).toString();
        assertEquals(0, run("signing-keys", "rotate", "--config", config).exit, "makes the first one");
        var rotated = run("signing-keys", "rotate", "--config", config);
        assertEquals(0, rotated.exit, rotated.err);
        var listed = run("signing-keys", "list", "--config", config);
        assertEquals(rotated.out, listed.out);
        assertEquals(2, listed.out.strip().lines().count(), listed.out);
        assertTrue(
                listed.out.contains("\"state\":\"announced\"")
                        && listed.out.contains("\"state\":\"signing\""),
                listed.out);
        assertTrue(!listed.out.contains("\"d\""), listed.out);
    }

    @Test
    void aKeyIsMadeRotatedListedAndDisabled() throws Exception {
        String config = config(database.settings().url(), 0).toString();
        var created = run("keys", "create", "--config", config, "--tenant", "acme", "--name", "night export",
                "--scope", "reports:read", "--store", "s1", "--days", "90", "--test");
        assertEquals(0, created.exit, created.err);
        assertTrue(created.out
                .matches("\\{\"id\":\"\\w{12}\",\"secret\":\"tpkey_test_\\w{42}_\\w{6}\"}\\s*"), created.out);
        String id = created.out.substring(7, 19);
        var rotated = run("keys", "rotate", "--config", config, "--id", id, "--overlap-hours", "1");
        assertEquals(0, rotated.exit, rotated.err);
        assertTrue(rotated.out.contains("\"tpkey_test_" + id), rotated.out);
        assertEquals(0, run("keys", "disable", "--config", config, "--id", id).exit);
        var listed = run("keys", "list", "--config", config, "--tenant", "acme");
        assertTrue(listed.out.contains("\"name\":\"night export\",\"mode\":\"test\",\"state\":\"disabled\""),
                listed.out);
        assertTrue(!listed.out.contains("tpkey_"), listed.out);
        assertOneLine("no enabled key '" + id, run("keys", "rotate", "--config", config, "--id", id));
        assertOneLine("no key 'ghost'", run("keys", "disable", "--config", config, "--id", "ghost"));
        assertOneLine("--days is 0",
                run("keys", "create", "--config", config, "--tenant", "acme", "--name", "x",
                        "--scope", "reports:read", "--days", "0"));
        assertOneLine("scope 'fly'",
                run("keys", "create", "--config", config, "--tenant", "acme", "--name", "x",
                        "--scope", "fly"));
    }

    @Test
    void whatCannotBeIsSaidInOneLine() throws Exception {
        Path config = config(database.settings().url(), 0);
        assertOneLine("scope 'everything', expected one of", run("clients", "create", "--config",
                config.toString(), "--tenant", "acme", "--id", "x1", "--scope", "everything"));
        assertOneLine("client id 'No Good'",
                run("clients", "create", "--config", config.toString(), "--tenant",
                        "acme", "--id", "No Good", "--scope", "audit:read"));
        assertOneLine("no client 'ghost'",
                run("clients", "disable", "--config", config.toString(), "--id", "ghost"));
        assertOneLine("nowhere.json", run("run", "--config", folder.resolve("nowhere.json").toString()));
    }

    @Test
    void aDatabaseOrAPortThatCannotBeHadIsSaidInOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertOneLine("cannot listen on 127.0.0.1:" + taken.getLocalPort(), run("run", "--config",
                    config(database.settings().url(), taken.getLocalPort()).toString()));
        }
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        String gone = "jdbc:postgresql://127.0.0.1:" + free + "/tillpost";
        assertOneLine("database " + gone, run("run", "--config", config(gone, 0).toString()));
        Path config = config(database.settings().url(), 0);
        Files.delete(folder.resolve("password"));
        assertOneLine("database.passwordFile", run("migrate", "--config", config.toString()));
    }

    @Test
    void theProcessServesUntilItIsToldToStop() throws Exception {
        Path config = config(database.settings().url(), 0);
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), CentralMain.class.getName(), "run", "--config",
                config.toString()).redirectError(folder.resolve("log").toFile()).start();
        try (var out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var http = HttpClient.newHttpClient()) {
            String ready = String.valueOf(out.readLine());
            assertTrue(ready.matches("ready http://127\\.0\\.0\\.1:\\d+"),
                    () -> ready + "\n" + log());
            var answer = http.send(HttpRequest.newBuilder(URI.create(ready.substring(6) + "/health")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
            assertTrue(answer.body().contains("\"database\":\"up\""), answer.body());
            process.destroy();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not stop");
            assertTrue(log().contains("\"operation\":\"readHealth\""), log());
        } finally {
            process.destroyForcibly();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no log";
        }
    }

    private Path config(String url, int port) throws IOException {
        Files.writeString(folder.resolve("password"), database.settings().password());
        Path config = folder.resolve("central.json");
        return Files.writeString(config, "{\"http\":{\"port\":" + port + "},\"database\":{\"url\":\"" + url
                + "\",\"user\":\"" + database.settings().user()
                + "\",\"passwordFile\":\"password\",\"poolSize\":2,\"durable\":false},"
                + "\"issuer\":\"http://api.test\"}");
    }

    private static void assertOneLine(String part, Result result) {
        assertEquals(1, result.exit, result.err);
        assertTrue(result.err.contains(part), result.err);
        assertEquals(List.of(), result.err.lines().skip(1).toList());
    }

    private static Result run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = CentralMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Result(exit, out.toString(), err.toString());
    }
}
