package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost central master-key`, on a database that a node has used.
class MasterKeyCommandTest {
    @TempDir
    private Path folder = Path.of("");
    private final TestDatabase database = TestDatabase.create();
    private Path config = Path.of("");

    record Result(int exit, String out, String err) {}

    @BeforeEach
    void configure() throws Exception {
        Files.writeString(folder.resolve("password"), database.settings().password());
        config = config("");
        start();
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void statusNamesKeysAndShowsNone() throws Exception {
        var status = run("status");
        String secret = Files.readString(folder.resolve("master.key")).strip();
        assertEquals(0, status.exit, status.err);
        assertTrue(status.out.matches("\\{\"source\":\"file:.*master.key\",\"configured\":\"([0-9a-f]{16})\","
                + "\"masterKeys\":\\[\"\\1\"],\"dataKeys\":\\[\\{\"number\":1,.*}]}\\s*"), status.out);
        assertFalse(status.out.contains(secret));
    }

    @Test
    void aDataKeyIsAdded() throws Exception {
        assertTrue(run("rotate").out.contains("\"dataKey\":2"));
        assertTrue(run("status").out.contains("\"number\":2"));
        start();
    }

    @Test
    void theMasterKeyIsExchanged() throws Exception {
        Path next = folder.resolve("next.key");
        var added = run("rotate", "--master", "file:" + next);
        assertEquals(0, added.exit, added.err);
        start();
        assertEquals(1, run("rotate").exit, "two master keys");
        config = config(",\"masterKey\":{\"file\":\"next.key\"}");
        start();
        var retired = run("retire");
        assertEquals(0, retired.exit, retired.err);
        assertEquals(0, run("rotate").exit);
        config = config("");
        var wrong = run("rotate");
        assertEquals(1, wrong.exit);
        assertTrue(wrong.err.contains("but the one that is configured is"), wrong.err);
        assertEquals(1, wrong.err.lines().count(), wrong.err);
    }

    @Test
    void whatIsNoSourceIsMisuse() {
        assertEquals(2, run("rotate", "--master", "nowhere").exit);
    }

    @Test
    void aMissingKeyIsSaidInOneLine() throws Exception {
        Files.delete(folder.resolve("master.key"));
        var refused = run("rotate");
        assertEquals(1, refused.exit);
        assertTrue(refused.err.contains("there is no master key"), refused.err);
        assertTrue(run("status").out.contains("\"masterKeys\":[\""), "status says which one is wanted");
    }

    private void start() throws Exception {
        CentralNode.start(io.tillpost.central.config.CentralConfig.load(config), TestNode.machine()).close();
    }

    private Path config(String more) throws Exception {
        return Files.writeString(folder.resolve("central.json"),
                "{\"http\":{\"port\":0},\"database\":{\"url\":\"" + database.settings().url()
                        + "\",\"user\":\""
                        + database.settings().user()
                        + "\",\"passwordFile\":\"password\",\"poolSize\":4,\"durable\":false},"
                        + "\"issuer\":\"http://api.test\"" + more + "}");
    }

    private Result run(String command, String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        String[] arguments = new String[4 + more.length];
        arguments[0] = "master-key";
        arguments[1] = command;
        arguments[2] = "--config";
        arguments[3] = config.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        int exit = CentralMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Result(exit, out.toString(), err.toString());
    }
}
