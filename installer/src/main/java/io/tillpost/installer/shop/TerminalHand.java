package io.tillpost.installer.shop;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;

/// The hand at the simulated terminal: customers' cards, a cable, the host's mood. The control language is
/// docs/reference/terminal-simulator.md.
public final class TerminalHand {
    private static final int DECLINED_DO_NOT_HONOUR = 5;

    private final int port;

    /// @param port the terminal's control port on loopback
    public TerminalHand(int port) {
        this.port = port;
    }

    /// The next customers show this card.
    public void card(String name) {
        command("card " + name);
    }

    /// The host declines the next payment.
    public void declineNext() {
        command("next decline " + DECLINED_DO_NOT_HONOUR);
    }

    /// The next payment's cable is pulled out right after the host has approved it, for `length`.
    public void pullCableAfterApproval(Duration length) {
        command("fault unplug " + length.toMillis() + " at approved");
    }

    /// The terminal's own date.
    public void date(LocalDate date) {
        command("date " + date);
    }

    /// One line of the control language. Throws [IllegalStateException] if the simulator does not take it.
    public void command(String line) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
                var out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
                var in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            out.print(line + "\n");
            out.flush();
            String answer = in.readLine();
            if (answer == null || !answer.startsWith("ok")) {
                throw new IllegalStateException(
                        "terminal simulator, told '" + line + "', answered " + answer);
            }
        } catch (IOException e) {
            throw new EnvironmentFault("the terminal simulator cannot be reached: " + e.getMessage(), e);
        }
    }
}
