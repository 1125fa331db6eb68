package io.tillpost.installer.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Several programs run as one thing. Stops them in the reverse of their starting order. Process ids are written to a
/// file while they run, so that the next supervisor can end what a killed one left behind. Safe for use by all threads.
public final class Supervisor implements AutoCloseable {
    private static final Duration LEFT_OVER_GRACE = Duration.ofSeconds(4);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Path processFile;
    private final Consumer<RunningProgram.Death> onDeath;
    private final List<RunningProgram> running = new ArrayList<>();
    private boolean closed;

    /// A supervisor without programs yet.
    ///
    /// @param processFile where process ids are kept while they run
    /// @param onDeath told of every program that ends though nobody asked it to
    public Supervisor(Path processFile, Consumer<RunningProgram.Death> onDeath) {
        this.processFile = processFile;
        this.onDeath = onDeath;
    }

    /// Ends what an earlier supervisor with this process file left running, and says how many that were.
    public int endLeftOvers() {
        List<ProcessHandle> left = leftOvers();
        left.forEach(ProcessHandle::destroy);
        var gone = CompletableFuture
                .allOf(left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            gone.get(LEFT_OVER_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            left.forEach(ProcessHandle::destroyForcibly);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while ending what an earlier run had left", e);
        }
        return left.size();
    }

    // A process id alone may belong to somebody else by now; its start time settles it.
    private List<ProcessHandle> leftOvers() {
        var left = new ArrayList<ProcessHandle>();
        for (String line : readProcessFile()) {
            String[] parts = line.split(" ", 3);
            ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(handle -> handle.isAlive() && startOf(handle).equals(parts[1]))
                    .ifPresent(left::add);
        }
        return left;
    }

    /// Starts a program.
    public RunningProgram start(Program program) {
        synchronized (running) {
            if (closed) {
                throw new EnvironmentFault("stopping; " + program.name() + " is not started any more");
            }
            var started = new RunningProgram(program, this::died);
            running.add(started);
            writeProcessFile();
            return started;
        }
    }

    /// Waits until `ready` holds. Fails with the program's last words when it dies before that, and after `deadline`.
    public void await(RunningProgram program, Duration deadline, BooleanSupplier ready) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!ready.getAsBoolean()) {
            if (!program.isAlive()) {
                throw new EnvironmentFault(
                        program.name() + " ended while it was starting; its last words:\n    "
                                + String.join("\n    ", program.lastWords(12)));
            }
            if (System.nanoTime() > end) {
                throw new EnvironmentFault(program.name() + " was not ready after " + deadline.toSeconds()
                        + " s; its last words:\n    " + String.join("\n    ", program.lastWords(12)));
            }
            pause(POLL);
        }
        program.becameReady();
    }

    /// Stops one program and forgets it.
    public void stop(RunningProgram program) {
        var _ = program.stop(GRACE);
        synchronized (running) {
            running.remove(program);
            writeProcessFile();
        }
    }

    /// Stops all, last started first.
    @Override
    public void close() {
        List<RunningProgram> all;
        synchronized (running) {
            closed = true;
            all = List.copyOf(running).reversed();
            running.clear();
        }
        for (RunningProgram program : all) {
            var _ = program.stop(GRACE);
        }
        try {
            Files.deleteIfExists(processFile);
        } catch (IOException e) {
            System.getLogger(Supervisor.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + processFile, e);
        }
    }

    private void died(RunningProgram.Death death) {
        synchronized (running) {
            if (!closed) {
                writeProcessFile();
            }
        }
        onDeath.accept(death);
    }

    private List<String> readProcessFile() {
        try {
            return Files.exists(processFile) ? Files.readAllLines(processFile) : List.of();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read " + processFile + ": " + e.getMessage(), e);
        }
    }

    private void writeProcessFile() {
        var lines = new ArrayList<String>();
        for (RunningProgram program : running) {
            ProcessHandle.of(program.pid())
                    .ifPresent(handle -> lines
                            .add(handle.pid() + " " + startOf(handle) + " " + program.name()));
        }
        try {
            Files.write(processFile, lines);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + processFile + ": " + e.getMessage(), e);
        }
    }

    private static String startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Object::toString).orElse("?");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while waiting for a program", e);
        }
    }
}
