package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.escpos.PrinterModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a simulated printer until the process is told to end. Prints `listening on ADDRESS` when tills can come.
public final class PrinterSimulatorMain {
    private static final String USAGE = """
            Usage: tillpost simulate printer (--pty PATH | --tcp PORT) --out FOLDER [--model NAME] [--capture FILE]
                   [--control PORT] [--pictures] [--ignore-code-pages]""";

    private PrinterSimulatorMain() {}

    /// Starts a printer with these options and returns when the program is told to end.
    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        try {
            run(parse(List.of(args)));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(PrinterSimulatorConfig config) throws IOException, InterruptedException {
        var simulator = PrinterSimulator.start(config, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "shutdown"));
        System.out.println("listening on " + simulator.address());
        if (simulator.controlPort() != 0) {
            System.out.println("control on http://127.0.0.1:" + simulator.controlPort() + "/");
        }
        simulator.awaitEnd();
    }

    static PrinterSimulatorConfig parse(List<String> args) {
        PrinterSimulatorConfig.@Nullable Port port = null;
        Path out = null;
        Path capture = null;
        Integer control = null;
        String model = "TM-T88V";
        boolean pictures = false;
        boolean ignoresCodePages = false;
        var left = new ArrayDeque<>(args);
        while (!left.isEmpty()) {
            String option = left.remove();
            switch (option) {
                case "--pty" -> port = new PrinterSimulatorConfig.Port.Pty(Path.of(value(option, left)));
                case "--tcp" -> port = new PrinterSimulatorConfig.Port.Tcp(port(option, left));
                case "--out" -> out = Path.of(value(option, left));
                case "--capture" -> capture = Path.of(value(option, left));
                case "--control" -> control = port(option, left);
                case "--model" -> model = value(option, left);
                case "--pictures" -> pictures = true;
                case "--ignore-code-pages" -> ignoresCodePages = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (port == null || out == null) {
            throw new IllegalArgumentException((port == null ? "--pty or --tcp" : "--out") + " is missing");
        }
        return new PrinterSimulatorConfig(port, model(model), ignoresCodePages, out, capture, control,
                pictures);
    }

    private static PrinterModel model(String name) {
        return PrinterModel.named(name)
                .orElseThrow(() -> new IllegalArgumentException("model '" + name + "', expected one of "
                        + String.join(", ", PrinterModel.names())));
    }

    private static String value(String option, ArrayDeque<String> left) {
        if (left.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.remove();
    }

    private static int port(String option, ArrayDeque<String> left) {
        String text = value(option, left);
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException(option + " " + text + ", expected a port from 0 to 65535");
        }
        return Integer.parseInt(text);
    }
}
