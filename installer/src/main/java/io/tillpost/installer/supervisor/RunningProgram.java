package io.tillpost.installer.supervisor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One program and the process that runs it now. Safe for use by all threads.
public final class RunningProgram {
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int RESTARTS_MAX = 5;

    private final Program program;
    private final Consumer<Death> onDeath;
    private Process process;
    private boolean stopping;
    private boolean ready;
    private int restarts;

    /// A program that ended though nobody asked it to.
    ///
    /// @param lastWords the last lines of its log
    public record Death(String name, int exitCode, List<String> lastWords, boolean restarted) {}

    RunningProgram(Program program, Consumer<Death> onDeath) {
        this.program = program;
        this.onDeath = onDeath;
        this.process = begin();
        watch(process);
    }

    /// Its name.
    public String name() {
        return program.name();
    }

    /// It has started well: from now on it is started again when it dies, if that is wanted of it.
    synchronized void becameReady() {
        ready = true;
    }

    /// The process id it has now.
    public synchronized long pid() {
        return process.pid();
    }

    /// Whether a process runs it now.
    public synchronized boolean isAlive() {
        return process.isAlive();
    }

    /// Kills it as a power cut would (SIGKILL).
    public synchronized void kill() {
        process.destroyForcibly();
    }

    /// Asks it to end and waits for that; kills it after `grace`. Answers whether it went by itself.
    public boolean stop(Duration grace) {
        Process current;
        synchronized (this) {
            stopping = true;
            current = process;
        }
        if (!current.isAlive()) {
            return true;
        }
        signal(current);
        boolean gone = awaitEnd(current, grace);
        if (!gone) {
            current.destroyForcibly();
            var _ = awaitEnd(current, grace);
        }
        return gone;
    }

    /// Starts it again after [#stop].
    public synchronized void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException(name() + " is still running");
        }
        stopping = false;
        process = begin();
        watch(process);
    }

    /// Whether its log has a line that begins so.
    public boolean said(String beginning) {
        return lastWords(Integer.MAX_VALUE).stream().anyMatch(line -> line.startsWith(beginning));
    }

    /// The last lines of its log, at most `count`, without the steps of stack traces.
    public List<String> lastWords(int count) {
        try {
            // A log may end in the middle of a character: read leniently.
            List<String> lines = new String(Files.readAllBytes(program.log()), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("\tat "))
                    .toList();
            return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            return List.of("(no log at " + program.log() + ")");
        }
    }

    // A session of its own: Ctrl-C at the terminal reaches us alone, and we stop the programs in order.
    private Process begin() {
        var command = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(program.command());
        var builder = new ProcessBuilder(command).directory(program.folder().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()));
        builder.environment().putAll(program.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot start " + name() + ": " + e.getMessage(), e);
        }
    }

    private void watch(Process watched) {
        var _ = watched.onExit().thenAccept(this::ended);
    }

    private void ended(Process ended) {
        boolean again;
        synchronized (this) {
            if (stopping || !ended.equals(process)) {
                return;
            }
            again = program.restart() && ready && restarts < RESTARTS_MAX;
            if (again) {
                restarts++;
                process = begin();
                watch(process);
            }
        }
        onDeath.accept(new Death(name(), ended.exitValue(), lastWords(8), again));
    }

    private void signal(Process target) {
        if (program.stopSignal().equals("TERM")) {
            target.destroy();
            return;
        }
        try {
            new ProcessBuilder("kill", "-s", program.stopSignal(), Long.toString(target.pid())).start()
                    .waitFor();
        } catch (IOException e) {
            target.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean awaitEnd(Process process, Duration grace) {
        try {
            return process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
