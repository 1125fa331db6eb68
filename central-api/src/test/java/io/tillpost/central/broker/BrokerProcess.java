package io.tillpost.central.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// `BrokerMain` in a process of its own, so that it can be killed as a power cut kills it.
public final class BrokerProcess implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_EVERY_NANOS = 20_000_000;

    private final Process process;
    private final Path log;

    private BrokerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts it with this configuration; it says what it does in `CONFIG.log`.
    public static BrokerProcess start(Path config) throws IOException {
        Path log = config.resolveSibling(config.getFileName() + ".log");
        Files.writeString(log, "");
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"),
                BrokerMain.class.getName(), config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new BrokerProcess(process, log);
    }

    /// Waits until it has said this.
    public void awaitSaid(String text) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.readString(log).contains(text)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("never said '" + text + "': " + Files.readString(log));
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /// kill -9: the process gets to do nothing more.
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
