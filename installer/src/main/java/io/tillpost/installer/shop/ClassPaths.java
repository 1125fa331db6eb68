package io.tillpost.installer.shop;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How the product's programs are started: each on the class path it has in production, none on the demo's own.
public final class ClassPaths {
    // Small machines: one collector thread, and no second compiler for programs that run for minutes.
    private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED", "--illegal-native-access=deny",
            // Netty still uses it; the warning would fill the logs.
            "--sun-misc-unsafe-memory-access=allow");

    private final Path home;
    private final Path java;

    /// @param home the checkout, with its modules built
    /// @param java the Java home to run them with
    public ClassPaths(Path home, Path java) {
        this.home = home;
        this.java = java;
    }

    /// The command for a program of the agent's.
    public List<String> agent(String mainClass, String... arguments) {
        return command("edge-agent", mainClass, arguments);
    }

    /// The command for a program of head office's.
    public List<String> central(String mainClass, String... arguments) {
        return command("central-api", mainClass, arguments);
    }

    private List<String> command(String module, String mainClass, String... arguments) {
        var command = new ArrayList<String>();
        command.add(java.resolve("bin/java").toString());
        command.addAll(JVM);
        Path target = home.resolve(module).resolve("target");
        command.addAll(List.of("-cp", jar(target, module) + ":" + target.resolve("lib") + "/*", mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path jar(Path target, String module) {
        try (var jars = Files.newDirectoryStream(target, module + "-*.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot look into " + target + ": " + e.getMessage(), e);
        }
        throw new EnvironmentFault("no " + module + "-*.jar in " + target + "; build it with mvn package");
    }
}
