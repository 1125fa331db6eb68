package io.tillpost.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// HTTP/1.1 on any server socket, one request per connection, whose `Date` is the test's: the JDK's own server always says
/// the machine's time.
public final class TinyHttp implements AutoCloseable {
    private final ServerSocket socket;
    private final InstantSource time;
    private final Handler handler;

    /// A request.
    ///
    /// @param headers by their names in lower case
    public record Asked(String path, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /// What is answered.
    ///
    /// @param headers as lines of the answer
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        public static Answer of(int status, byte[] body) {
            return new Answer(status, Map.of(), body);
        }

        public static Answer of(int status, String body) {
            return of(status, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Answers; an [IOException] breaks the line instead.
    public interface Handler {
        Answer handle(Asked asked) throws IOException;
    }

    public TinyHttp(ServerSocket socket, InstantSource time, Handler handler) {
        this.socket = socket;
        this.time = time;
        this.handler = handler;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection; var in = new BufferedInputStream(connection.getInputStream())) {
            String path = line(in).split(" ", 3)[1];
            var headers = new HashMap<String, String>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            send(connection.getOutputStream(), handler.handle(new Asked(path, headers, body)));
        } catch (IOException | RuntimeException e) {
            // The client sees a broken line, which is what some tests want; others fail by their asserts.
            System.getLogger(TinyHttp.class.getName()).log(System.Logger.Level.DEBUG, "cut off", e);
        }
    }

    private void send(OutputStream out, Answer answer) throws IOException {
        var text = new StringBuilder("HTTP/1.1 " + answer.status + " Scripted\r\nConnection: close\r\n");
        text.append("Content-Length: ").append(answer.body.length).append("\r\n");
        text.append("Date: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(time.instant().atOffset(ZoneOffset.UTC)))
                .append("\r\n");
        answer.headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(answer.body);
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
