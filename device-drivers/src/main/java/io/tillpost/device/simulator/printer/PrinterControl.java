package io.tillpost.device.simulator.printer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// The hand at the printer, by HTTP on the loopback address: `GET /` tells the state, `POST /open-cover` or
/// `POST /paper-left/12` does something and tells the state after it. Plain text both ways.
final class PrinterControl implements AutoCloseable {
    private final HttpServer server;
    private final PrinterSimulator printer;

    private PrinterControl(HttpServer server, PrinterSimulator printer) {
        this.server = server;
        this.printer = printer;
    }

    static PrinterControl open(int port, PrinterSimulator printer) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IOException("control port " + port + " cannot be opened: " + e.getMessage(), e);
        }
        var control = new PrinterControl(server, printer);
        server.createContext("/", control::handle);
        server.start();
        return control;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String words = exchange.getRequestURI().getPath().substring(1).replace('/', ' ');
            switch (exchange.getRequestMethod()) {
                case "GET" -> answer(exchange, 200, describe(printer.state()));
                case "POST" -> press(exchange, words);
                default -> answer(exchange, 405, "expected GET or POST\n");
            }
        }
    }

    private void press(HttpExchange exchange, String words) throws IOException {
        PrinterAction action;
        try {
            action = PrinterAction.parse(words);
        } catch (IllegalArgumentException e) {
            answer(exchange, 404, e.getMessage() + "\n");
            return;
        }
        answer(exchange, 200, describe(printer.press(action)));
    }

    private static String describe(PrinterState state) {
        var status = state.status();
        return """
                powered: %s
                coverOpen: %s
                recEmpty: %s
                recNearEnd: %s
                drawerOpened: %s
                fault: %s
                receipts: %d
                pulses: %d
                """.formatted(status.reachable(), status.coverOpen(), status.recEmpty(), status.recNearEnd(),
                status.drawerOpened(), status.fault(), state.receipts(), state.pulses());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
