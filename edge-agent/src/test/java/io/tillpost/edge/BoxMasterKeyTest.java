package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.ScriptedCentral;
import io.tillpost.protocol.journal.IdSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One master key for all that a box keeps, whichever program asks for it first.
class BoxMasterKeyTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path folder;

    private ScriptedCentral central;

    @BeforeEach
    void start() throws Exception {
        central = new ScriptedCentral(InstantSource.system());
        config("");
    }

    @AfterEach
    void stop() {
        central.close();
    }

    @Test
    void enrolMayComeBeforeTheJournal() throws Exception {
        enrol();
        String key = Files.readString(master());
        agent().close();
        assertEquals(key, Files.readString(master()));
        assertTrue(run("", "identity").startsWith("0 agent        s-1-a"));
        assertFalse(Files.exists(folder.resolve("data/box-key")));
    }

    @Test
    void enrolAfterTheJournalTakesItsMasterKeyAndMakesNoneWhereItIsGone() throws Exception {
        agent().close();
        Path away = Files.move(master(), folder.resolve("away"));
        String refused = run(central.code().text(), "enrol", "--url", central.url().toString());
        assertTrue(refused.startsWith("1 ") && refused.contains("there is no master key; the data is under"),
                refused);
        assertFalse(Files.exists(master()));
        Files.move(away, master());
        enrol();
        agent().close();
    }

    @Test
    void aJournalMakesNoMasterKeyWhereTheIdentityIsUnderOne() throws Exception {
        enrol();
        Path away = Files.move(master(), folder.resolve("away"));
        String refused = run("", "run");
        assertTrue(refused.startsWith("1 ") && refused.contains("there is no master key; the data is under"),
                refused);
        assertFalse(Files.exists(master()));
        String shown = run("", "identity");
        assertTrue(shown.startsWith("1 ") && shown.contains("there is no master key"), shown);
        Files.move(away, master());
        agent().close();
    }

    @Test
    void anotherProgramFindsTheIdentityWhateverTheRunningAgentExchanges() throws Exception {
        enrol();
        try (Agent agent = agent()) {
            assertTrue(run("", agent, "master-key", "status").contains("\"journal\":\"identity\""));
            assertDone(run("", agent, "master-key", "rotate"));
            assertTrue(otherProgram("identity").startsWith("0 agent        s-1-a"));
            Path next = folder.resolve("next.key");
            assertDone(run("", agent, "master-key", "rotate", "--master", "file:" + next));
            assertTrue(otherProgram("identity").startsWith("0 agent        s-1-a"), "with the old one");
            config("\"masterKey\":{\"file\":\"next.key\"},");
            assertTrue(otherProgram("identity").startsWith("0 agent        s-1-a"), "with the new one");
            assertDone(run("", agent, "master-key", "retire"));
            Files.delete(master());
            // The agent knows the one that is left.
            assertDone(run("", agent, "master-key", "rotate"));
            String again = run(central.code().text(), "enrol", "--again", "--url", central.url().toString());
            assertTrue(again.contains("enrolled s-1-a"), again);
            assertTrue(otherProgram("identity").startsWith("0 agent        s-1-a"));
        }
        agent().close();
    }

    @Test
    void aBoxWhoseIdentityCannotBeReadSells() throws Exception {
        enrol();
        Path identity = folder.resolve("data/identity/identity.json");
        Files.delete(identity);
        // As root a file without permissions can be read; a folder in its place cannot.
        Files.createDirectory(identity);
        try (Agent agent = agent()) {
            assertTrue(run("", agent, "master-key", "status").startsWith("0 "));
        }
    }

    private static void assertDone(String said) {
        assertTrue(said.startsWith("0 "), said);
    }

    private void enrol() throws Exception {
        String said = run(central.code().text(), "enrol", "--url", central.url().toString());
        assertTrue(said.contains("enrolled s-1-a"), said);
    }

    private Path master() {
        return folder.resolve("data/master.key");
    }

    private void config(String masterKey) throws IOException {
        Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},"uplink":{},%s
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""".formatted(masterKey));
    }

    private Agent agent() throws Exception {
        return Agent.start(AgentConfig.load(folder.resolve("agent.json")), machine());
    }

    private static Machine machine() {
        var random = new Random();
        return new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime);
    }

    private String run(String input, Agent agent, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port", Integer.toString(agent.port())));
        return run(input, all.toArray(String[]::new));
    }

    private String run(String input, String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("agent.json").toString()));
        int code = AgentCommand
                .commandLine(machine(), new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        return code + " " + out;
    }

    /// A command in a process of its own.
    private String otherProgram(String command) throws Exception {
        Path out = folder.resolve("out.txt");
        var process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                AgentMain.class.getName(), command, "--config",
                folder.resolve("agent.json").toString()).redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command did not end");
        return process.exitValue() + " " + Files.readString(out);
    }
}
