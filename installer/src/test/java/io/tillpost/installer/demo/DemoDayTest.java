package io.tillpost.installer.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole days with every part as a process of its own.
class DemoDayTest {
    private static final Path HOME = Path.of(System.getProperty("product.root"));
    private static final long SEED = 7;

    @TempDir
    private Path folder;

    @BeforeEach
    void needTheProgramsAsTheyAreShipped() {
        assumeTrue(System.getProperty("os.name").contains("Linux"),
                "the demo's devices are pseudo-terminals");
        for (String module : List.of("edge-agent", "central-api")) {
            assumeTrue(Files.isDirectory(HOME.resolve(module + "/target/lib")),
                    module + " is not packaged: run mvn verify rather than mvn test");
        }
    }

    @Test
    void aDayHoldsToTheCentAndLeavesNothingRunning() {
        var told = new ByteArrayOutputStream();
        int exitCode = demo(folder.resolve("state"), told).run();
        String text = told.toString(StandardCharsets.UTF_8);
        assertEquals(0, exitCode, "seed " + SEED + "\n" + text);
        assertTrue(text.contains("nobody knows yet what the terminal did"), text);
        assertFalse(text.contains("DIFFERS"), text);
        assertFalse(Files.exists(folder.resolve("state/running")), "its list of processes is gone with them");
        assertTrue(ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive),
                "no process is left");
    }

    @Test
    void aFolderThatHoldsSomethingElseIsRefused() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(mine.resolve("thesis.txt"), "ten years of work");
        var fault = assertThrows(EnvironmentFault.class, () -> demo(mine, new ByteArrayOutputStream()).run());
        assertEquals(
                mine + " holds something that is not a demo's; choose an empty or new folder with --state",
                fault.getMessage());
        assertTrue(Files.exists(mine.resolve("thesis.txt")));
    }

    @Test
    void twoDemosDoNotShareAFolder() {
        try (var _ = StateFolder.take(folder.resolve("state"))) {
            var fault = assertThrows(EnvironmentFault.class,
                    () -> demo(folder.resolve("state"), new ByteArrayOutputStream()).run());
            assertEquals("another demo is using " + folder.resolve("state")
                    + "; stop it, or choose another folder with --state", fault.getMessage());
        }
    }

    private static Demo demo(Path state, ByteArrayOutputStream told) {
        var machine = new DemoCommand.Machine(HOME, Map.of(), Clock.systemUTC(), System::nanoTime,
                new SecureRandom());
        var wish = new DemoCommand.Wish(true, state, false, SEED, null, null,
                new DemoCommand.WishedPorts(null, null, null, null));
        return new Demo(machine, wish,
                new Console(new PrintStream(told, true, StandardCharsets.UTF_8), System::nanoTime));
    }
}
