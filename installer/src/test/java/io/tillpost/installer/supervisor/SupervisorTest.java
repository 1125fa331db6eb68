package io.tillpost.installer.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;
    private final LinkedBlockingQueue<RunningProgram.Death> deaths = new LinkedBlockingQueue<>();

    @Test
    void aProgramThatDiesIsReportedWithItsLastWords() throws InterruptedException {
        try (var supervisor = supervisor()) {
            var _ = supervisor.start(shell("weak", "echo all is well; echo the disk is gone >&2; exit 4"));
            var death = deaths.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(
                    new RunningProgram.Death("weak", 4, List.of("all is well", "the disk is gone"), false),
                    death);
        }
    }

    @Test
    void aKilledProgramIsRestartedWhereThatIsWanted() throws InterruptedException {
        try (var supervisor = supervisor()) {
            var program = supervisor.start(shell("strong", "sleep 60").restarted());
            supervisor.await(program, PATIENCE, program::isAlive);
            long first = program.pid();
            program.kill();
            var death = deaths.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(new RunningProgram.Death("strong", 137, List.of(), true), death);
            assertNotEquals(first, program.pid());
            assertTrue(program.isAlive());
        }
    }

    @Test
    void aProgramThatNeverGotReadyIsNotRestarted() throws InterruptedException {
        try (var supervisor = supervisor()) {
            var _ = supervisor.start(shell("stillborn", "exit 1").restarted());
            var death = deaths.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(new RunningProgram.Death("stillborn", 1, List.of(), false), death);
        }
    }

    @Test
    void closingStopsTheLastStartedFirst() throws IOException {
        Path order = folder.resolve("order");
        String script = "trap 'echo %s >> " + order
                + "; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
        try (var supervisor = supervisor()) {
            for (String name : List.of("one", "two", "three")) {
                var program = supervisor.start(shell(name, script.replace("%s", name)));
                supervisor.await(program, PATIENCE, () -> program.lastWords(1).contains("ready"));
            }
        }
        assertEquals(List.of("three", "two", "one"), Files.readAllLines(order));
        assertTrue(deaths.isEmpty(), "a stop that was asked for is no death");
        assertFalse(Files.exists(folder.resolve("running")));
    }

    @Test
    void aProgramThatWillNotGoIsKilled() {
        var supervisor = supervisor();
        var stubborn = supervisor
                .start(shell("stubborn", "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        supervisor.await(stubborn, PATIENCE, () -> stubborn.lastWords(1).contains("ready"));
        assertFalse(stubborn.stop(Duration.ofMillis(300)));
        assertFalse(stubborn.isAlive());
        supervisor.close();
    }

    @Test
    void whatAKilledSupervisorLeftBehindIsEndedByTheNext() {
        var killed = supervisor();
        var left = killed.start(shell("left", "sleep 60"));
        assertEquals(1, supervisor().endLeftOvers());
        assertFalse(left.isAlive());
        killed.close();
    }

    @Test
    void aProgramThatEndsWhileItStartsFailsWithItsLastWords() {
        try (var supervisor = supervisor()) {
            var program = supervisor.start(shell("early", "echo no configuration; exit 1"));
            var fault = assertThrows(EnvironmentFault.class,
                    () -> supervisor.await(program, PATIENCE, () -> false));
            assertEquals("early ended while it was starting; its last words:\n    no configuration",
                    fault.getMessage());
        }
    }

    private Supervisor supervisor() {
        return new Supervisor(folder.resolve("running"), deaths::add);
    }

    private Program shell(String name, String script) {
        return Program.of(name, List.of("/bin/sh", "-c", script), folder, folder.resolve(name + ".log"));
    }
}
