package io.tillpost.device.line.tcp;

import io.tillpost.device.line.Line;
import io.tillpost.device.line.LineLostException;
import io.tillpost.device.line.WriteWatchdog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;

/// One TCP connection as a line. An orderly end by the other side is a lost line as well.
public final class TcpLine implements Line {
    private static final int READ_BUFFER_BYTES = 4096;

    private final Socket socket;
    private final String name;
    private final WriteWatchdog watchdog;
    private final byte[] buffer = new byte[READ_BUFFER_BYTES];

    private TcpLine(Socket socket, String name) {
        this.socket = socket;
        this.name = name;
        this.watchdog = new WriteWatchdog(name, this::resetSocket);
    }

    /// Connects to a device. Fails with its address if nobody answers within `timeout`.
    public static TcpLine connect(String host, int port, Duration timeout) throws IOException {
        String name = "tcp:" + host + ":" + port;
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(host, port), millis(timeout));
            return new TcpLine(socket, name);
        } catch (IOException e) {
            socket.close();
            throw new IOException("no connection to " + name + ": " + e.getMessage(), e);
        }
    }

    /// The line over a connection that someone else accepted; it is closed with the line.
    public static TcpLine over(Socket connected) throws IOException {
        connected.setTcpNoDelay(true);
        return new TcpLine(connected, "tcp:" + connected.getRemoteSocketAddress());
    }

    @Override
    public byte[] read(Duration timeout) throws IOException {
        int count;
        try {
            socket.setSoTimeout(millis(timeout));
            count = socket.getInputStream().read(buffer);
        } catch (SocketTimeoutException _) {
            return new byte[0];
        } catch (IOException e) {
            throw lost(e);
        }
        if (count < 0) {
            closeSocket();
            throw new LineLostException(name + " closed the connection");
        }
        return Arrays.copyOf(buffer, count);
    }

    @Override
    public void write(byte[] bytes, Duration deadline) throws IOException {
        Future<?> guard = watchdog.arm(deadline);
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw lost(e);
        } finally {
            guard.cancel(false);
        }
    }

    @Override
    public void abandon() {
        resetSocket();
        watchdog.close();
    }

    @Override
    public void close() {
        closeSocket();
        watchdog.close();
    }

    private LineLostException lost(IOException cause) {
        resetSocket();
        String what = watchdog.fired()
                ? " took no bytes in time and was closed"
                : " is gone: " + cause.getMessage();
        return new LineLostException(name + what, cause);
    }

    /// The other side gets a reset instead of what is still on the way; an orderly end would be sent for minutes.
    private void resetSocket() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException _) {
            // It is closed already.
        }
        closeSocket();
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is left to free: the descriptor is given up either way.
        }
    }

    /// Zero would mean "for ever" to a socket.
    private static int millis(Duration timeout) {
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }
}
