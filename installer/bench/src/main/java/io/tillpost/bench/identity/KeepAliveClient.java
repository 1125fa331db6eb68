package io.tillpost.bench.identity;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One keep-alive connection (RFC 9112, 9.3) that sends the same request again and again and takes next to no time of its
/// own, so that the server is what is measured. For one thread at a time.
final class KeepAliveClient implements AutoCloseable {
    private static final int PATIENCE_MS = 10_000;
    private static final int LONGEST_LINE = 8_192;
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;

    KeepAliveClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// A GET as it goes over the wire.
    ///
    /// @param credential for `Authorization: Bearer`; empty: no such header
    static byte[] get(String path, String credential) {
        String authorization = credential.isEmpty() ? "" : "Authorization: Bearer " + credential + "\r\n";
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + authorization + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Sends a request and receives its whole answer.
    ///
    /// @return the status
    /// @throws IOException if the connection ends, or the answer has no length
    int ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        String status = line();
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(header.substring(LENGTH.length()).strip());
            }
        }
        if (length < 0) {
            throw new IOException("the answer '" + status + "' says no length");
        }
        in.skipNBytes(length);
        String[] parts = status.split(" ", 3);
        if (parts.length < 2 || !parts[0].toUpperCase(Locale.ROOT).startsWith("HTTP/")) {
            throw new IOException("'" + status + "' is no status line");
        }
        return Integer.parseInt(parts[1]);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("the server ended the connection");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of the answer has more than " + LONGEST_LINE + " characters");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
