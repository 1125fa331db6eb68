package io.tillpost.device.simulator.printer;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.pty.PseudoTerminal;
import io.tillpost.device.line.tcp.TcpLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where tills come in, one at a time.
sealed interface Door extends AutoCloseable {
    /// Waits up to `timeout` for a till; null if none came.
    @Nullable
    Line await(Duration timeout) throws IOException;

    /// What the till opens.
    String address();

    @Override
    void close();

    static Door open(PrinterSimulatorConfig.Port port) throws IOException {
        return switch (port) {
            case PrinterSimulatorConfig.Port.Pty(var link) -> new Cable(PseudoTerminal.open(link));
            case PrinterSimulatorConfig.Port.Tcp(int number) -> Listener.on(number);
        };
    }

    /// A pseudo-terminal: the cable is there whether a till has opened it or not.
    record Cable(PseudoTerminal pair) implements Door {
        @Override
        public Line await(Duration timeout) {
            return pair.master();
        }

        @Override
        public String address() {
            return "serial:" + pair.port();
        }

        @Override
        public void close() {
            pair.close();
        }
    }

    /// A listening socket.
    record Listener(ServerSocket socket) implements Door {
        static Listener on(int number) throws IOException {
            var socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
                return new Listener(socket);
            } catch (IOException e) {
                socket.close();
                throw new IOException("TCP port " + number + " cannot be opened: " + e.getMessage(), e);
            }
        }

        @Override
        public @Nullable Line await(Duration timeout) throws IOException {
            try {
                socket.setSoTimeout(Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
                return TcpLine.over(socket.accept());
            } catch (SocketTimeoutException _) {
                return null;
            }
        }

        @Override
        public String address() {
            return "tcp:" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException _) {
                // The port is given up either way.
            }
        }
    }
}
