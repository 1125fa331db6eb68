package io.tillpost.device.simulator.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Takes control commands on a TCP port of the loopback address, line by line.
final class ControlServer implements AutoCloseable {
    private final ServerSocket server;
    private final ControlCommand commands;

    private ControlServer(ServerSocket server, TerminalSimulator simulator) {
        this.server = server;
        this.commands = new ControlCommand(simulator);
    }

    /// Listens at once; 0 picks a free port.
    static ControlServer start(int port, TerminalSimulator simulator) throws IOException {
        var control = new ControlServer(new ServerSocket(port, 8, InetAddress.getLoopbackAddress()),
                simulator);
        Thread.ofPlatform().daemon().name("simulator-control").start(control::accept);
        return control;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket caller = server.accept();
                Thread.ofVirtual().start(() -> serve(caller));
            } catch (IOException _) {
                // Closed, or the caller has gone again.
            }
        }
    }

    private void serve(Socket caller) {
        try (caller;
                var in = new BufferedReader(
                        new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                var out = new PrintWriter(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null
                    && !line.strip().equals("quit"); line = in.readLine()) {
                out.print(commands.run(line) + "\n");
                out.flush();
            }
        } catch (IOException _) {
            // The caller has gone.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
