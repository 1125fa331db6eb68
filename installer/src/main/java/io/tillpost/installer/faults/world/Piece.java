package io.tillpost.installer.faults.world;

import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One program of the world, which is started, paused and killed again and again. Each of its processes has a log of its
/// own. Used by one thread.
public final class Piece {
    private static final Duration START_MAX = Duration.ofMinutes(4);
    private static final Duration END_MAX = Duration.ofSeconds(20);
    private static final String JAVA_OPTIONS = "JDK_JAVA_OPTIONS";
    private static final String FAILPOINT = "-Dtillpost.failpoint=";

    private final Supervisor supervisor;
    private final String name;
    private final Path logs;
    private final List<String> command;
    private final String readyWord;
    private final LongSupplier nanoTime;
    private int runs;
    private @Nullable RunningProgram running;
    private boolean paused;

    Piece(Supervisor supervisor, String name, Path logs, List<String> command, String readyWord,
            LongSupplier nanoTime) {
        this.supervisor = supervisor;
        this.name = name;
        this.logs = logs;
        this.command = List.copyOf(command);
        this.readyWord = readyWord;
        this.nanoTime = nanoTime;
    }

    /// Starts it and waits until it is ready.
    public void start() {
        start(Map.of());
    }

    /// Starts it so that it stalls at this point (docs/reference/faults.md), and waits until it is ready.
    public void startStallingAt(String point) {
        start(Map.of(JAVA_OPTIONS, FAILPOINT + point + "=stall"));
    }

    /// Starts it so that it ends at this point, which may be before it is ready.
    public void launchFailingAt(String failpoint) {
        var _ = launch(Map.of(JAVA_OPTIONS, FAILPOINT + failpoint));
    }

    /// Starts it with more environment and waits until it is ready.
    public void start(Map<String, String> environment) {
        var started = launch(environment);
        supervisor.await(started, START_MAX, () -> started.said(readyWord));
    }

    /// Starts it and does not wait.
    public RunningProgram launch(Map<String, String> environment) {
        if (isAlive()) {
            throw new IllegalStateException(name + " is still running");
        }
        forget();
        runs++;
        var started = supervisor.start(Program
                .of(name, command, logs, logs.resolve(name + "-" + runs + ".log"))
                .with(environment));
        running = started;
        return started;
    }

    /// Whether its process lives, paused or not.
    public boolean isAlive() {
        return running != null && running.isAlive();
    }

    /// The process id it has now.
    public long pid() {
        return current().pid();
    }

    /// The last lines of its log.
    public List<String> lastWords() {
        return running == null ? List.of() : running.lastWords(6);
    }

    /// Whether a line of its log begins so.
    public boolean said(String beginning) {
        return current().said(beginning);
    }

    /// SIGKILL, and it is gone when this returns.
    public void kill() {
        current().kill();
        awaitEnd(END_MAX);
    }

    /// Asks it to end; it is gone when this returns.
    public void stop() {
        if (isAlive()) {
            resume();
            supervisor.stop(current());
        }
    }

    /// SIGSTOP: it does nothing more, and everybody believes it alive.
    public void pause() {
        signal("STOP");
        paused = true;
    }

    /// SIGCONT after [#pause].
    public void resume() {
        if (paused && isAlive()) {
            signal("CONT");
        }
        paused = false;
    }

    /// Waits until it has ended by itself.
    public void awaitEnd(Duration patience) {
        Pause.until(name + " ends", patience, nanoTime, () -> !isAlive());
    }

    /// Running and not paused when this returns, whatever was done to it.
    public void heal() {
        resume();
        if (!isAlive()) {
            start();
        }
    }

    private void forget() {
        if (running != null) {
            supervisor.stop(running);
            running = null;
        }
        paused = false;
    }

    private RunningProgram current() {
        if (running == null) {
            throw new EnvironmentFault(name + " was never started");
        }
        return running;
    }

    private void signal(String signal) {
        Shell.run("kill", "-s", signal, Long.toString(pid()));
    }
}
