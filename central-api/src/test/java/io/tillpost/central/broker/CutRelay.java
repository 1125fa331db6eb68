package io.tillpost.central.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cable that can be cut: passes bytes on to a port of this machine until it is closed.
final class CutRelay implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int target;

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

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // Cut.
        }
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
