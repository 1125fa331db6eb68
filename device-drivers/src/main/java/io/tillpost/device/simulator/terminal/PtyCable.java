package io.tillpost.device.simulator.terminal;

import io.tillpost.device.line.LineLostException;
import io.tillpost.device.line.pty.PseudoTerminal;
import io.tillpost.device.simulator.terminal.Capture.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A serial cable made of a pseudo-terminal. A pulled cable loses bytes, as a real one does.
final class PtyCable implements Cable {
    private static final Duration WRITE_DEADLINE = Duration.ofMillis(500);
    private static final Duration SLICE = Duration.ofMillis(20);

    /// No moment of the monotonic clock.
    private static final long PLUGGED = Long.MIN_VALUE;

    private final Path name;
    private final Capture capture;
    private volatile long pulledUntil = System.nanoTime();
    /// When the plug goes in again; set by any thread, carried out by the reader.
    private final AtomicLong unpluggedUntil = new AtomicLong(PLUGGED);
    private volatile @Nullable PseudoTerminal terminal;
    private int connection;

    PtyCable(Path name, Capture capture) throws IOException {
        this.name = name;
        this.capture = capture;
        this.terminal = PseudoTerminal.open(name);
    }

    @Override
    public byte[] read(Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        do {
            PseudoTerminal plugged = plugged();
            Duration slice = timeout.compareTo(SLICE) < 0 ? timeout : SLICE;
            if (plugged == null) {
                LockSupport.parkNanos(slice.toNanos());
                continue;
            }
            try {
                byte[] bytes = plugged.master().read(slice);
                capture.note(isPulled() ? Direction.FROM_TILL_LOST : Direction.FROM_TILL, bytes);
                if (bytes.length > 0 && !isPulled()) {
                    return bytes;
                }
            } catch (LineLostException _) {
                // Unplugged meanwhile: nothing comes.
            }
        } while (System.nanoTime() - end < 0);
        return new byte[0];
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        PseudoTerminal plugged = plugged();
        if (plugged == null || isPulled()) {
            capture.note(Direction.TO_TILL_LOST, bytes);
            return;
        }
        try {
            plugged.master().write(bytes, WRITE_DEADLINE);
            capture.note(Direction.TO_TILL, bytes);
        } catch (LineLostException _) {
            // Nobody reads the port, or it was unplugged: a serial port drops what nobody takes.
            capture.note(Direction.TO_TILL_LOST, bytes);
        }
    }

    private @Nullable PseudoTerminal plugged() throws IOException {
        long until = unpluggedUntil.get();
        if (until == PLUGGED) {
            return terminal;
        }
        if (System.nanoTime() - until < 0) {
            return null;
        }
        if (unpluggedUntil.compareAndSet(until, PLUGGED)) {
            terminal = PseudoTerminal.open(name);
            connection++;
        }
        return terminal;
    }

    private boolean isPulled() {
        return System.nanoTime() - pulledUntil < 0;
    }

    @Override
    public void pull(Duration length) {
        pulledUntil = System.nanoTime() + length.toNanos();
    }

    @Override
    public void unplug(Duration length) {
        unpluggedUntil.set(System.nanoTime() + length.toNanos());
        PseudoTerminal old = terminal;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public int connection() {
        return connection;
    }

    @Override
    public String address() {
        return "serial:" + name;
    }

    @Override
    public void close() {
        PseudoTerminal open = terminal;
        if (open != null) {
            open.close();
        }
    }
}
