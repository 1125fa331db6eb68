package io.tillpost.central.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cable that can be cut: passes bytes on to a port of this machine until it is closed, or swallows them.
final class CutRelay implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int target;
    private volatile boolean frozen;

    CutRelay(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var client = door.accept();
                var server = new Socket("localhost", target);
                sockets.addAll(List.of(client, server));
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            }
        } catch (IOException _) {
            // Cut.
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] some = new byte[8192];
        try {
            for (int read = from.getInputStream().read(some); read >= 0; read = from.getInputStream()
                    .read(some)) {
                if (!frozen) {
                    to.getOutputStream().write(some, 0, read);
                }
            }
        } catch (IOException _) {
            // Cut.
        }
    }

    /// Both sides stay connected and hear nothing more, as when a router on the way has lost its power.
    void freeze() {
        frozen = true;
    }

    @Override
    public void close() throws IOException {
        cut();
    }

    /// Ends all connections as a pulled cable does, without a word of MQTT.
    void cut() throws IOException {
        door.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
