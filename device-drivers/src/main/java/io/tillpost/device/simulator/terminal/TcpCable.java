package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.Capture.Direction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A listening TCP port; the newest connection is the till's. What is sent into a pulled cable arrives once it is back,
/// because TCP repeats it.
final class TcpCable implements Cable {
    private static final int READ_MAX_BYTES = 4096;
    private static final Duration SLICE = Duration.ofMillis(20);

    private final ServerSocket server;
    private final Capture capture;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private volatile long pulledUntil = System.nanoTime();
    private volatile long unpluggedUntil = System.nanoTime();
    private final AtomicReference<@Nullable Socket> till = new AtomicReference<>();
    private final AtomicInteger connection = new AtomicInteger();

    TcpCable(int port, Capture capture) throws IOException {
        this.server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        this.capture = capture;
        Thread.ofPlatform().daemon().name("terminal-simulator accept").start(this::accept);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket next = server.accept();
                if (System.nanoTime() - unpluggedUntil < 0) {
                    reset(next);
                    continue;
                }
                next.setTcpNoDelay(true);
                Socket old = till.getAndSet(next);
                connection.incrementAndGet();
                if (old != null) {
                    old.close();
                }
            } catch (IOException _) {
                // The server was closed, or the caller has gone again.
            }
        }
    }

    @Override
    public byte[] read(Duration timeout) throws IOException {
        flushHeld();
        Socket connected = till.get();
        Duration slice = timeout.compareTo(SLICE) < 0 ? timeout : SLICE;
        if (connected == null || isPulled()) {
            LockSupport.parkNanos(slice.toNanos());
            return new byte[0];
        }
        try {
            connected.setSoTimeout(Math.clamp(slice.toMillis(), 1, 1000));
            byte[] buffer = new byte[READ_MAX_BYTES];
            int count = connected.getInputStream().read(buffer);
            if (count < 0) {
                forget(connected);
                return new byte[0];
            }
            byte[] bytes = Arrays.copyOf(buffer, count);
            capture.note(Direction.FROM_TILL, bytes);
            return bytes;
        } catch (SocketTimeoutException _) {
            return new byte[0];
        } catch (IOException _) {
            forget(connected);
            return new byte[0];
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (isPulled()) {
            held.writeBytes(bytes);
            return;
        }
        flushHeld();
        send(bytes);
    }

    private void flushHeld() throws IOException {
        if (!isPulled() && held.size() > 0) {
            byte[] bytes = held.toByteArray();
            held.reset();
            send(bytes);
        }
    }

    private void send(byte[] bytes) throws IOException {
        Socket connected = till.get();
        boolean sent = connected != null && isSent(connected, bytes);
        capture.note(sent ? Direction.TO_TILL : Direction.TO_TILL_LOST, bytes);
    }

    private boolean isSent(Socket connected, byte[] bytes) throws IOException {
        try {
            connected.getOutputStream().write(bytes);
            return true;
        } catch (IOException _) {
            forget(connected);
            return false;
        }
    }

    private void forget(Socket gone) throws IOException {
        gone.close();
        if (till.compareAndSet(gone, null)) {
            held.reset();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
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
        unpluggedUntil = System.nanoTime() + length.toNanos();
        Socket connected = till.getAndSet(null);
        try {
            if (connected != null) {
                reset(connected);
            }
        } catch (IOException _) {
            // It is gone, which is what was asked for.
        }
    }

    @Override
    public int connection() {
        return connection.get();
    }

    @Override
    public String address() {
        return "tcp:127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Socket connected = till.get();
        if (connected != null) {
            connected.close();
        }
    }
}
