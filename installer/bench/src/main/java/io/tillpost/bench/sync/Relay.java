package io.tillpost.bench.sync;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

/// A line of a given length: passes on TCP connections to a port on loopback, every byte later by half the round trip in
/// each direction, and as many bytes at once as come.
final class Relay implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final ServerSocket door;
    private final int target;
    private final long delayNanos;
    private final LongSupplier nanoTime;

    Relay(int target, Duration roundTrip, LongSupplier nanoTime) throws IOException {
        this.door = new ServerSocket();
        this.door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.target = target;
        this.delayNanos = roundTrip.dividedBy(2).toNanos();
        this.nanoTime = nanoTime;
        Thread.ofPlatform().daemon().name("relay").start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                pass(near, far);
                pass(far, near);
            } catch (IOException e) {
                if (!door.isClosed()) {
                    System.getLogger(Relay.class.getName())
                            .log(System.Logger.Level.WARNING, "a connection was not passed on", e);
                }
            }
        }
    }

    /// Bytes on their way, and when they arrive; no bytes: the end.
    private record Flight(byte[] bytes, long dueNanos) {}

    private void pass(Socket from, Socket to) {
        BlockingQueue<Flight> line = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().name("relay-in").start(() -> read(from, line));
        Thread.ofPlatform().daemon().name("relay-out").start(() -> write(line, to));
    }

    private void read(Socket from, BlockingQueue<Flight> line) {
        byte[] buffer = new byte[CHUNK_BYTES];
        try (from) {
            int count = from.getInputStream().read(buffer);
            while (count > 0) {
                byte[] bytes = new byte[count];
                System.arraycopy(buffer, 0, bytes, 0, count);
                line.add(new Flight(bytes, nanoTime.getAsLong() + delayNanos));
                count = from.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            System.getLogger(Relay.class.getName()).log(System.Logger.Level.DEBUG, "line ends", e);
        }
        line.add(new Flight(new byte[0], nanoTime.getAsLong() + delayNanos));
    }

    private void write(BlockingQueue<Flight> line, Socket to) {
        try (to) {
            Flight next = line.take();
            while (next.bytes.length > 0) {
                long wait = next.dueNanos - nanoTime.getAsLong();
                if (wait > 0) {
                    Thread.sleep(Duration.ofNanos(wait));
                }
                to.getOutputStream().write(next.bytes);
                next = line.take();
            }
        } catch (IOException e) {
            System.getLogger(Relay.class.getName()).log(System.Logger.Level.DEBUG, "line ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
