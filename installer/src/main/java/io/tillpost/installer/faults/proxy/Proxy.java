package io.tillpost.installer.faults.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A TCP port on loopback that hands everything on to another one, as well or badly as it is told. Safe for use by all
/// threads; what it is told counts at once, also for connections that are open.
public final class Proxy implements AutoCloseable {
    private static final int CHUNK_BYTES = 1_024;
    private static final int CONNECT_MS = 2_000;
    private static final Duration LOOK = Duration.ofMillis(10);

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger flips = new AtomicInteger();
    private final AtomicLong carried = new AtomicLong();
    private volatile Line line = Line.GOOD;
    private volatile boolean closed;

    /// How well the line carries.
    ///
    /// @param refuses nobody gets through, and whoever was is hung up on
    /// @param silent connections stay and nothing moves in them, as when a cable far away is pulled
    /// @param delay of every piece of at most 1,024 bytes, each way
    /// @param bytesPerSecond each way and connection; 0 as many as come
    public record Line(boolean refuses, boolean silent, Duration delay, long bytesPerSecond) {
        /// All at once.
        public static final Line GOOD = new Line(false, false, Duration.ZERO, 0);
        /// Nothing gets through.
        public static final Line CUT = new Line(true, false, Duration.ZERO, 0);
        /// Half open: both ends believe in their connection.
        public static final Line SILENT = new Line(false, true, Duration.ZERO, 0);

        /// A thin one.
        public static Line thin(Duration delay, long bytesPerSecond) {
            return new Line(false, false, delay, bytesPerSecond);
        }
    }

    /// Listens on a free port.
    ///
    /// @param target the port on loopback that everything goes to
    public Proxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy-" + listener.getLocalPort()).start(this::accept);
    }

    /// Where to connect.
    public int port() {
        return listener.getLocalPort();
    }

    /// From now on the line is like this.
    public void line(Line now) {
        line = now;
        if (now.refuses) {
            cut();
        }
    }

    /// Hangs up on everybody; who connects again gets through.
    public void cut() {
        open.forEach(Proxy::close);
    }

    /// One bit of each of the next `pieces` pieces changes on its way.
    public void flip(int pieces) {
        flips.addAndGet(pieces);
    }

    /// Bytes that it has handed on so far, both ways.
    public long carriedBytes() {
        return carried.get();
    }

    /// Connections that are open now.
    public int connections() {
        return open.size() / 2;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket from = listener.accept();
                if (line.refuses) {
                    close(from);
                    continue;
                }
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException e) {
                // Closed, or somebody left before we came.
            }
        }
    }

    private void connect(Socket from) {
        var to = new Socket();
        try {
            to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MS);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            open.add(from);
            open.add(to);
            Thread.ofVirtual().start(() -> carry(from, to));
            carry(to, from);
        } catch (IOException e) {
            close(to);
            close(from);
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var chunk = new byte[CHUNK_BYTES];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                hold(length);
                if (flips.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    chunk[length / 2] ^= 1;
                }
                // Whoever has got them finds them counted.
                carried.addAndGet(length);
                out.write(chunk, 0, length);
            }
        } catch (IOException e) {
            // Hung up: by us, or by one of them.
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private void hold(int length) {
        while (line.silent && !closed) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        Line now = line;
        long nanos = now.delay.toNanos()
                + (now.bytesPerSecond == 0 ? 0 : length * 1_000_000_000L / now.bytesPerSecond);
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    private static void close(Socket socket) {
        try {
            // A reset: nothing that is still in a buffer arrives.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    /// Hangs up and listens no more.
    @Override
    public void close() throws IOException {
        closed = true;
        listener.close();
        cut();
    }
}
