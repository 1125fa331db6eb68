package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands on head office's machine leave in the audit trail.
class CommandTrailTest {
    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(folder.resolve("password"), database.settings().password());
        Files.writeString(folder.resolve("central.json"), "{\"database\":{\"url\":\""
                + database.settings().url() + "\",\"user\":\"" + database.settings().user()
                + "\",\"passwordFile\":\"password\",\"poolSize\":2,\"durable\":false},"
                + "\"issuer\":\"http://api.test\",\"enrolment\":{\"brokerHost\":\"mq.example.com\"}}");
        database.execute("""
                insert into store (tenant, store, legal_entity, title, zone, currency)
                values ('acme', 'berlin', 'acme', 'Berlin', 'Europe/Berlin', 'EUR')""");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyActLeavesARowWithTheCommandAndTheUserOfTheMachine() throws Exception {
        done("clients create", "--tenant", "acme", "--id", "erp", "--scope", "ledger:read");
        done("clients rotate", "--id", "erp");
        done("clients disable", "--id", "erp");
        done("clients enable", "--id", "erp");
        String key = json(done("keys create", "--tenant", "acme", "--name", "export", "--scope",
                "reports:read")).get("id").textValue();
        done("keys rotate", "--id", key);
        done("keys disable", "--id", key);
        done("signing-keys rotate");
        done("authority init");
        done("authority rollover", "--prepare");
        done("authority rollover", "--activate");
        done("authority issue-node", "--name", "central", "--cert", file("n.pem"), "--key", file("n.key"));
        done("master-key rotate");
        String code = json(done("devices code", "--store", "berlin", "--agent", "till-1")).get("code")
                .textValue();
        Files.write(folder.resolve("request.json"), Json.write(new TestBox().enrol(code)));
        done("devices sign", file("request.json"), "--out", file("reply.json"));
        String command = json(done("commands send", "--store", "berlin", "--agent", "till-1", "--name",
                "report-status")).get("command").textValue();
        done("commands cancel", "--store", "berlin", "--id", command);
        Files.writeString(folder.resolve("settings.json"), "{\"format\":1}");
        done("configuration put", file("settings.json"), "--store", "berlin");
        done("devices revoke", "--agent", "till-1", "--reason", "superseded");
        assertEquals(1, run("devices sign", file("request.json"), "--out", file("no.json")).exit);

        assertEquals("""
                acme createClient 200 client:erp
                acme rotateClientSecret 200 client:erp
                acme disableClient 200 client:erp
                acme enableClient 200 client:erp
                acme createApiKey 200 key:KEY
                acme rotateApiKey 200 key:KEY
                acme disableApiKey 200 key:KEY
                - rotateSigningKeys 200 signing-key:ID
                - makeAuthority 200 authority:1
                - prepareAuthority 200 authority:2
                - activateAuthority 200 authority:2
                - issueNodeCertificate 200 node:central
                - rotateDataKey 200 dataKey:2
                acme createEnrolmentCode 200 agent:till-1,store:berlin
                acme enrolDevice 200 agent:till-1,store:berlin
                acme sendCommand 200 command:COMMAND,store:berlin
                acme cancelCommand 200 command:COMMAND,store:berlin
                acme putConfiguration 200 store:berlin
                acme revokeDevice 200 agent:till-1
                - enrolDevice 403""", rows().replace(key, "KEY").replace(command, "COMMAND")
                .replaceAll("signing-key:\\S+", "signing-key:ID"));
        assertTrue(database.value("select distinct client from audit_entry")
                .startsWith("console:" + System.getProperty("user.name")));
        assertEquals("central clients create", database.value("select route from audit_entry order by id"
                + " limit 1"));
        assertEquals("COMMAND local", database.value("select distinct method || ' ' || remote"
                + " from audit_entry"));
    }

    @Test
    void whatOnlyShowsAndWhatIsRefusedLeavesNone() throws Exception {
        done("authority init");
        String before = rows();
        done("authority init");
        done("clients list", "--tenant", "acme");
        done("authority show");
        done("master-key status");
        for (String refused : List.of("clients enable --id ghost", "keys disable --id ghost",
                "devices code --store rome --agent till-1", "authority rollover --activate",
                "devices revoke --agent ghost --reason superseded")) {
            assertEquals(1, run(refused).exit, refused);
        }
        assertEquals(before, rows());
    }

    /// As a crash between the two would be.
    @Test
    void whatCannotBeRecordedIsNotDone() throws Exception {
        done("authority init");
        database.execute("""
                create function full_trail() returns trigger language plpgsql as $$
                begin raise exception 'full'; end $$;
                create trigger full_trail before insert on audit_entry for each row
                    execute function full_trail()""");
        for (String act : List.of("clients create --tenant acme --id erp --scope ledger:read",
                "keys create --tenant acme --name x --scope reports:read",
                "devices code --store berlin --agent till-1", "authority rollover --prepare",
                "master-key rotate", "commands send --store berlin --name report-status",
                "signing-keys rotate")) {
            assertNotEquals(0, run(act).exit, act);
        }
        assertEquals("0 0 0 1 1 0 0", database.value("""
                select (select count(*) from api_client) || ' ' || (select count(*) from api_key) || ' '
                    || (select count(*) from enrolment_code) || ' ' || (select count(*) from authority) || ' '
                    || (select count(*) from data_key) || ' ' || (select count(*) from command) || ' '
                    || (select count(*) from signing_key)"""));
    }

    private String rows() {
        return database.value("""
                select string_agg(coalesce(tenant, '-') || ' ' || operation || ' ' || status
                    || case when touched = '{}' then '' else ' ' || array_to_string(touched, ',') end,
                    E'\\n' order by id)
                from audit_entry""");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private record Result(int exit, String out, String err) {}

    private Result run(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--config", file("central.json")));
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
        assertEquals(0, result.exit, command + ": " + result.err);
        return result;
    }

    private static JsonNode json(Result result) {
        return Json.readTree(result.out.lines().findFirst().orElseThrow().getBytes(StandardCharsets.UTF_8));
    }
}
