package io.tillpost.installer.supervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What is needed to run a program.
///
/// @param name for messages
/// @param command as for [ProcessBuilder]
/// @param environment added to our own
/// @param log where its output is appended
/// @param stopSignal name of the signal that ends it cleanly
/// @param restart whether it is started again when it dies by itself after it was ready
public record Program(String name, List<String> command, Map<String, String> environment, Path folder,
        Path log,
        String stopSignal, boolean restart) {
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// A program that ends with SIGTERM and is not restarted.
    public static Program of(String name, List<String> command, Path folder, Path log) {
        return new Program(name, command, Map.of(), folder, log, "TERM", false);
    }

    /// The same with more environment.
    public Program with(Map<String, String> more) {
        return new Program(name, command, more, folder, log, stopSignal, restart);
    }

    /// The same, ended by another signal.
    public Program stoppedBy(String signal) {
        return new Program(name, command, environment, folder, log, signal, restart);
    }

    /// The same, started again whenever it dies.
    public Program restarted() {
        return new Program(name, command, environment, folder, log, stopSignal, true);
    }
}
