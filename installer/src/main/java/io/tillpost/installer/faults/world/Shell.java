package io.tillpost.installer.faults.world;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The machine's own small programs: `kill`, `mount`, `cp`.
public final class Shell {
    private static final long MAX_S = 120;

    private Shell() {}

    /// Runs a command to its end and answers what it said. Throws [EnvironmentFault] with that if it fails.
    public static String run(String... command) {
        Result result = tried(command);
        if (result.exitCode != 0) {
            throw new EnvironmentFault(String.join(" ", command) + " failed with " + result.exitCode + ": "
                    + result.said.strip());
        }
        return result.said;
    }

    /// Whether a command can be run and succeeds.
    public static boolean works(String... command) {
        try {
            return tried(command).exitCode == 0;
        } catch (EnvironmentFault e) {
            return false;
        }
    }

    private record Result(int exitCode, String said) {}

    private static Result tried(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MAX_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new EnvironmentFault(String.join(" ", command) + " does not end");
            }
            return new Result(process.exitValue(), said);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot run " + command[0] + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while running " + command[0], e);
        }
    }
}
