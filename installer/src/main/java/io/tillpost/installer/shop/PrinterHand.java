package io.tillpost.installer.shop;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// The hand at the simulated printer: paper, cover, power. The paths are docs/reference/printer-simulator.md's.
public final class PrinterHand {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
    private final int port;

    /// @param port the printer's control port on loopback
    public PrinterHand(int port) {
        this.port = port;
    }

    /// Does one thing, e.g. `paper-left/3`. Throws [IllegalStateException] if the simulator does not take it.
    public void press(String action) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + action))
                .timeout(ANSWER_WITHIN)
                .POST(BodyPublishers.noBody())
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                throw new IllegalStateException("printer simulator, told '" + action + "', answered "
                        + answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            throw new EnvironmentFault("the printer simulator cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while talking to the printer simulator", e);
        }
    }
}
