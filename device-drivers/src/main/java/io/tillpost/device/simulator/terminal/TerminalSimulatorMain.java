package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Runs a simulated terminal as a program of its own. The options are in docs/reference/terminal-simulator.md; it prints
/// `ready` with its addresses when a till can connect, and ends with SIGTERM or Ctrl-C.
public final class TerminalSimulatorMain {
    private static final String USAGE = "Usage: tillpost simulate terminal (--pty PATH | --tcp PORT) --ledger FILE [--capture FILE] "
            + "[--control PORT] [--tid DIGITS] [--mid-debit TEXT] [--mid-credit TEXT] [--currency CODE] "
            + "[--date YYYY-MM-DD] [--card NAME] [--quick true] [--auto-reverse true] [--full-numbers true]";
    private static final Set<String> OPTIONS = Set.of("--pty", "--tcp", "--ledger", "--capture", "--control",
            "--tid",
            "--mid-debit", "--mid-credit", "--currency", "--date", "--card", "--quick", "--auto-reverse",
            "--full-numbers");

    private TerminalSimulatorMain() {}

    /// Starts a terminal with these options and returns when the program is told to end.
    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        Map<String, String> options;
        TerminalSimulatorConfig config;
        try {
            options = options(args);
            config = config(options, Clock.system(ZoneId.systemDefault()));
        } catch (IllegalArgumentException e) {
            System.err.println("terminal simulator: " + e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        try {
            runUntilTold(config, number(options, "--control", 0));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("terminal simulator: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void runUntilTold(TerminalSimulatorConfig config, int controlPort)
            throws IOException, InterruptedException {
        var simulator = TerminalSimulator.start(config);
        var control = ControlServer.start(controlPort, simulator);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            simulator.close();
            ended.countDown();
        }, "stop"));
        System.out.println("ready " + simulator.address() + " control 127.0.0.1:" + control.port());
        ended.await();
    }

    static TerminalSimulatorConfig config(Map<String, String> options, Clock clock) {
        TerminalSimulatorConfig usual = TerminalSimulatorConfig.usual(port(options),
                Path.of(needed(options, "--ledger")),
                Currency.getInstance(options.getOrDefault("--currency", "EUR")), clock);
        return new TerminalSimulatorConfig(usual.port(), usual.ledger(), path(options.get("--capture")),
                options.getOrDefault("--tid", usual.terminalId()),
                options.getOrDefault("--mid-debit", usual.debitContract()),
                options.getOrDefault("--mid-credit", usual.creditContract()), usual.currency(),
                flag(options, "--quick") ? SimulatorTimers.quick() : usual.timers(), clock,
                options.containsKey("--date") ? LocalDate.parse(needed(options, "--date")) : null,
                SimulatedCard.named(options.getOrDefault("--card", usual.firstCard().name())),
                flag(options, "--auto-reverse"), flag(options, "--full-numbers"));
    }

    private static Port port(Map<String, String> options) {
        if (options.containsKey("--pty") == options.containsKey("--tcp")) {
            throw new IllegalArgumentException("expected either --pty or --tcp");
        }
        return options.containsKey("--pty")
                ? new Port.Pty(Path.of(needed(options, "--pty")))
                : new Port.Tcp(number(options, "--tcp", 0));
    }

    static Map<String, String> options(String[] args) {
        var options = new HashMap<String, String>();
        for (int i = 0; i < args.length; i += 2) {
            if (!OPTIONS.contains(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException(
                        "option '" + args[i] + "', expected one of the usage with a value");
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }

    private static String needed(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("option " + name + " is missing");
        }
        return value;
    }

    private static int number(Map<String, String> options, String name, int usual) {
        String value = options.get(name);
        if (value != null && !value.matches("\\d{1,5}")) {
            throw new IllegalArgumentException(name + " '" + value + "', expected a port number");
        }
        return value == null ? usual : Integer.parseInt(value);
    }

    private static boolean flag(Map<String, String> options, String name) {
        return Boolean.parseBoolean(options.get(name));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }
}
