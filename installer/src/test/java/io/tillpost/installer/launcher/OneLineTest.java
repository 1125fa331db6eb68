package io.tillpost.installer.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What stops a command is said in one line, whichever program the command belongs to.
class OneLineTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"sync status", "sync explain 01a22050-c9a8-7000-bd08-f687336b64b1", "queue list",
        "queue quarantine", "agent check"})
    void aConfigurationThatIsNotThere(String command) {
        assertSaid(1, "nowhere.json: cannot be read",
                command + " --config " + folder.resolve("nowhere.json"));
    }

    @Test
    void anAgentThatDoesNotAnswer() throws Exception {
        Path config = Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":1},
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""");
        assertSaid(1, "the agent has never run", "sync status --config " + config);
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/api-token"), "token");
        assertSaid(1, "no agent answers at http://127.0.0.1:1/v1/status", "sync status --config " + config);
        assertSaid(2, "--limit 0, expected 1 to 1000", "queue list --limit 0 --config " + config);
        Path export = folder.resolve("export");
        assertSaid(2, "'foo'", "queue export --lane foo --to " + export + " --config " + config);
        assertSaid(1, "no agent answers", "queue export --to " + export + " --config " + config);
        assertFalse(Files.exists(export.resolveSibling("export.part")), "nothing is left of what failed");
    }

    /// They have options of their own, and say them.
    @ParameterizedTest
    @ValueSource(strings = {"terminal", "printer"})
    void simulatorsSayHowTheyAreUsed(String device) {
        assertEquals(0, TillpostMain.commandLine().execute("simulate", device, "--help"));
    }

    private static void assertSaid(int exitCode, String words, String command) {
        var err = new StringWriter();
        assertEquals(exitCode, TillpostMain.commandLine()
                .setErr(new PrintWriter(err, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(command.split(" ")), err::toString);
        assertTrue(err.toString().contains(words), err::toString);
        assertTrue(exitCode != 1 || err.toString().strip().lines().count() == 1, err::toString);
    }
}
