package io.tillpost.device.line.pty;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineLostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// A serial cable in software: what is written to the [#master()] line can be read from the serial port [#slave()], and
/// the reverse. Closing it is pulling the cable out of the box: the port is gone and whoever has it open loses it.
/// While nobody has the port open, bytes wait in the kernel as in a long cable.
public final class PseudoTerminal implements AutoCloseable {
    private static final int READ_MAX_BYTES = 4096;
    private static final int POLL_SLICE_MS = 50;

    private final int masterFd;
    /// Kept open, so that the master does not see a hang-up whenever the till closes the port.
    private final int slaveFd;
    private final Path slave;
    private final @Nullable Path link;
    /// Read side: calls on the descriptors. Write side: closing them, so that no call meets a reused number.
    private final ReadWriteLock descriptors = new ReentrantReadWriteLock();
    private final Line master = new Master();
    private boolean closed;

    private PseudoTerminal(int masterFd, int slaveFd, Path slave, @Nullable Path link) {
        this.masterFd = masterFd;
        this.slaveFd = slaveFd;
        this.slave = slave;
        this.link = link;
    }

    /// Opens a new pair under the name the kernel gives it.
    public static PseudoTerminal open() throws IOException {
        return open(null, Posix.openMaster());
    }

    /// Opens a new pair and lets `link` point at the port, replacing a link that is already there, so that the till
    /// finds it under the same name every time. Anything but a symbolic link in that place is refused.
    public static PseudoTerminal open(Path link) throws IOException {
        if (Files.exists(link) && !Files.isSymbolicLink(link)) {
            throw new IOException(link + " exists and is not a symbolic link");
        }
        return open(link, Posix.openMaster());
    }

    private static PseudoTerminal open(@Nullable Path link, int masterFd) throws IOException {
        Path slave = Posix.slaveOf(masterFd);
        var pair = new PseudoTerminal(masterFd, Posix.open(slave), slave, link);
        try {
            Posix.makeRaw(pair.slaveFd);
            if (link != null) {
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, slave);
            }
        } catch (IOException e) {
            pair.close();
            throw e;
        }
        return pair;
    }

    /// The device's end of the cable.
    public Line master() {
        return master;
    }

    /// The till's end: open it as a serial port.
    public Path slave() {
        return slave;
    }

    /// The stable name if there is one, else [#slave()].
    public Path port() {
        return link == null ? slave : link;
    }

    /// Loses what was written towards the till and was not read there yet.
    public void dropUnread() throws IOException {
        try (var _ = use()) {
            Posix.dropUnread(slaveFd);
        }
    }

    @Override
    public void close() {
        descriptors.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (link != null && Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(slave)) {
                Files.delete(link);
            }
            Posix.close(slaveFd);
            Posix.close(masterFd);
        } catch (IOException _) {
            // A descriptor is given up by close even when it reports an error.
        } finally {
            descriptors.writeLock().unlock();
        }
    }

    private interface Use extends AutoCloseable {
        @Override
        void close();
    }

    private Use use() throws LineLostException {
        descriptors.readLock().lock();
        if (closed) {
            descriptors.readLock().unlock();
            throw new LineLostException("pseudo-terminal " + slave + " is closed");
        }
        return descriptors.readLock()::unlock;
    }

    private final class Master implements Line {
        @Override
        public byte[] read(Duration timeout) throws IOException {
            long end = System.nanoTime() + timeout.toNanos();
            while (true) {
                try (var _ = use()) {
                    if (Posix.poll(masterFd, Posix.POLLIN, sliceMs(end))) {
                        byte[] bytes = Posix.read(masterFd, READ_MAX_BYTES);
                        if (bytes.length > 0) {
                            return bytes;
                        }
                    }
                }
                if (System.nanoTime() - end >= 0) {
                    return new byte[0];
                }
            }
        }

        @Override
        public void write(byte[] bytes, Duration deadline) throws IOException {
            long end = System.nanoTime() + deadline.toNanos();
            int sent = 0;
            while (sent < bytes.length) {
                try (var _ = use()) {
                    if (Posix.poll(masterFd, Posix.POLLOUT, sliceMs(end))) {
                        sent += Posix.write(masterFd, bytes, sent);
                    }
                }
                if (sent < bytes.length && System.nanoTime() - end >= 0) {
                    throw new LineLostException(
                            "pseudo-terminal " + slave + " took " + sent + " of " + bytes.length
                                    + " bytes in time");
                }
            }
        }

        @Override
        public void close() {
            PseudoTerminal.this.close();
        }

        /// Short, so that closing never waits long for a reader.
        private static int sliceMs(long endNanos) {
            long leftMs = (endNanos - System.nanoTime()) / 1_000_000;
            return Math.clamp(leftMs, 0, POLL_SLICE_MS);
        }
    }
}
