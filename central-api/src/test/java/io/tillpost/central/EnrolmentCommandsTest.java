package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost central authority ...` and `tillpost central devices ...`.
class EnrolmentCommandsTest {
    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path folder = Path.of("");

    record Result(int exit, String out, String err) {
        JsonNode json() {
            return Json.readTree(out.lines().findFirst().orElseThrow().getBytes(StandardCharsets.UTF_8));
        }
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("password"), database.settings().password());
        configure(",\"enrolment\":{\"brokerHost\":\"mq.example.com\"}");
        database.execute("""
                insert into store (tenant, store, legal_entity, title, zone, currency)
                values ('acme', 'berlin', 'acme', 'Berlin', 'Europe/Berlin', 'EUR')""");
    }

    private void configure(String more) throws IOException {
        Files.writeString(folder.resolve("central.json"), "{\"database\":{\"url\":\""
                + database.settings().url() + "\",\"user\":\"" + database.settings().user()
                + "\",\"passwordFile\":\"password\",\"poolSize\":2,\"durable\":false},"
                + "\"issuer\":\"http://api.test\"" + more + "}");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Result run(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--config", folder.resolve("central.json").toString()));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = CentralMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }

    private Result done(String command, String... more) {
        Result result = run(command, more);
        assertEquals(0, result.exit, result.err);
        return result;
    }

    private static void assertOneLine(String part, Result result) {
        assertEquals(1, result.exit, result.err);
        assertTrue(result.err.contains(part), result.err);
        assertEquals(1, result.err.lines().count(), result.err);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    @Test
    void theAuthorityIsMadeOnceShownAndIssuesForHeadOfficeItself() throws Exception {
        assertOneLine("no authority yet", run("authority show"));
        assertOneLine("no authority yet", run("authority issue-node", "--name", "central", "--cert",
                file("n.pem"), "--key", file("n.key")));
        assertFalse(Files.exists(folder.resolve("n.key")));
        Result made = done("authority init");
        assertEquals(made.out, done("authority init").out);
        Result shown = done("authority show", "--out", file("authority.pem"));
        assertEquals(made.json().get("sha256"), shown.json().get("sha256"));
        assertEquals(Files.readString(folder.resolve("authority.pem")),
                shown.json().get("certificate").textValue());
        done("authority issue-server", "--name", "mq.example.com,10.0.0.7", "--cert", file("s.pem"), "--key",
                file("s.key"));
        done("authority issue-node", "--name", "central", "--cert", file("n.pem"), "--key", file("n.key"));
        for (String key : List.of("s.key", "n.key")) {
            assertEquals("rw-------", mode(key));
            assertTrue(Files.readString(folder.resolve(key)).startsWith("-----BEGIN PRIVATE KEY-----\n"));
        }
        assertOneLine("'a b', expected a host name", run("authority issue-server", "--name", "a b", "--cert",
                file("x.pem"), "--key", file("x.key")));
        assertOneLine("--days is 0", run("authority issue-node", "--name", "central", "--days", "0",
                "--cert", file("x.pem"), "--key", file("x.key")));
        assertOneLine("nowhere", run("authority issue-node", "--name", "central", "--cert",
                file("nowhere/x.pem"), "--key", file("nowhere/x.key")));
        assertOneLine("no next authority", run("authority rollover", "--activate"));
        assertEquals("next", done("authority rollover", "--prepare").json().get("state").textValue());
        assertEquals(2, done("authority rollover", "--activate").json().get("authority").intValue());
        assertEquals(2, done("authority show").out.lines().count());
    }

    @Test
    void aPairThatCannotBeWrittenWholeLeavesTheOneThatIsThere() throws Exception {
        done("authority init");
        done("authority issue-node", "--name", "central", "--cert", file("n.pem"), "--key", file("n.key"));
        String certificate = Files.readString(folder.resolve("n.pem"));
        String key = Files.readString(folder.resolve("n.key"));
        assertOneLine("nowhere", run("authority issue-node", "--name", "central", "--cert",
                file("nowhere/n.pem"), "--key", file("n.key")));
        assertOneLine("nowhere", run("authority issue-node", "--name", "central", "--cert",
                file("n.pem"), "--key", file("nowhere/n.key")));
        assertEquals(certificate, Files.readString(folder.resolve("n.pem")));
        assertEquals(key, Files.readString(folder.resolve("n.key")));
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.filter(path -> path.toString().endsWith(".new")).toList());
        }
        assertEquals("rw-r--r--", mode("n.pem"));
    }

    @Test
    void aChangedMasterKeyIsSaidAndNothingIsMade() throws Exception {
        done("authority init");
        database.execute(
                "update authority set sealed_key = set_byte(sealed_key, 30, get_byte(sealed_key, 30) # 1)");
        assertOneLine("changed since it was sealed", run("authority issue-node", "--name", "central",
                "--cert", file("n.pem"), "--key", file("n.key")));
    }

    @Test
    void aBoxWithoutALineIsEnrolledByFilesAndRenewedAndRevoked() throws Exception {
        done("authority init");
        var box = new TestBox();
        String code = done("devices code", "--store", "berlin", "--agent", "till-1").json().get("code")
                .textValue();
        Files.write(folder.resolve("request.json"), Json.write(box.enrol(code)));
        done("devices sign", file("request.json"), "--out", file("reply.json"));
        byte[] reply = Files.readAllBytes(folder.resolve("reply.json"));
        var enrolled = Json.read(reply, EnrolmentReply.class);
        assertEquals(List.of("acme", "berlin", "till-1"),
                List.of(enrolled.tenant(), enrolled.store(), enrolled.agent()));
        done("devices sign", file("request.json"), "--out", file("again.json"));
        assertEquals(new String(reply, StandardCharsets.UTF_8),
                Files.readString(folder.resolve("again.json")));
        Instant now = Instant.ofEpochSecond(Clock.systemUTC().instant().getEpochSecond());
        Files.write(folder.resolve("renewal.json"), Json.write(box.renew(enrolled, box.csr(), now)));
        done("devices sign", file("renewal.json"), "--out", file("renewed.json"));
        assertTrue(done("devices list", "--tenant", "acme").out.contains("\"state\":\"enrolled\""));
        assertOneLine("expected one of", run("devices revoke", "--agent", "till-1", "--reason", "because"));
        done("devices revoke", "--agent", "till-1", "--reason", "cessation-of-operation");
        assertTrue(done("devices list", "--tenant", "acme").out.contains("\"state\":\"revoked\""));
        assertOneLine("RENEWAL_NOT_GRANTED", run("devices sign", file("renewal.json"), "--out",
                file("not.json")));
        assertOneLine("CODE_NOT_TAKEN", run("devices sign", file("request.json"), "--out",
                file("not.json")));
        assertFalse(Files.exists(folder.resolve("not.json")));
        assertEquals(4, done("devices broker-files", "--out", file("broker")).json().get("written").size());
        assertTrue(Files.readString(folder.resolve("broker/agents.json")).contains("revoked"));
    }

    @Test
    void whatCannotBeIsSaidInOneLineWithoutTheCode() throws Exception {
        assertOneLine("no authority yet", run("devices code", "--store", "berlin", "--agent", "till-1"));
        done("authority init");
        assertOneLine("no store 'rome'", run("devices code", "--store", "rome", "--agent", "till-1"));
        assertOneLine("agent 'No Good'", run("devices code", "--store", "berlin", "--agent", "No Good"));
        assertOneLine("no box 'ghost'", run("devices revoke", "--agent", "ghost", "--reason", "unspecified"));
        String code = done("devices code", "--store", "berlin", "--agent", "till-1").json().get("code")
                .textValue();
        Files.writeString(folder.resolve("bad.json"), "{\"code\":\"" + code + "\",\"csr\":\"AAAA\"}");
        Result refused = run("devices sign", file("bad.json"), "--out", file("not.json"));
        assertOneLine("/csr", refused);
        assertFalse(refused.err.contains(code));
        Files.writeString(folder.resolve("bad.json"), "no JSON");
        assertOneLine("bad.json", run("devices sign", file("bad.json"), "--out", file("not.json")));
        Files.write(folder.resolve("bad.json"), new byte[1 << 20]);
        assertOneLine("expected at most", run("devices sign", file("bad.json"), "--out", file("not.json")));
        assertOneLine("nowhere.json", run("devices sign", file("nowhere.json"), "--out", file("not.json")));
        configure("");
        assertOneLine("no part 'enrolment'", run("devices sign", file("bad.json"), "--out",
                file("not.json")));
    }
}
