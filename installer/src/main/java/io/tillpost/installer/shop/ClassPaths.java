package io.tillpost.installer.shop;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// How the product's programs are started: each on the class path it has in production, none on the demo's own.
public final class ClassPaths {
    private static final Path ENV = Path.of("/usr/bin/env");
    private static final String AGENT = "edge-agent";
    private static final String AGENT_MAIN = "io.tillpost.edge.AgentMain";
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

    /// The command for a program of the agent's. The agent itself runs as in a store: with the options of its own file, and
    /// from its start-up cache if there is one (docs/reference/agent-budgets.md).
    public List<String> agent(String mainClass, String... arguments) {
        if (!mainClass.equals(AGENT_MAIN)) {
            return command(AGENT, JVM, mainClass, arguments);
        }
        var options = new ArrayList<>(agentOptions());
        Path cache = agentCache();
        if (Files.exists(cache)) {
            options.add("-XX:AOTCache=" + cache);
        }
        return command(AGENT, options, mainClass, arguments);
    }

    /// The command for a program of head office's.
    public List<String> central(String mainClass, String... arguments) {
        return command("central-api", JVM, mainClass, arguments);
    }

    /// The agent with some options more, and not from its cache.
    List<String> agentTraining(List<String> more, String... arguments) {
        var options = new ArrayList<>(agentOptions());
        options.addAll(more);
        return command(AGENT, options, AGENT_MAIN, arguments);
    }

    /// Where the agent's start-up cache belongs.
    Path agentCache() {
        return target(AGENT).resolve("agent.aot");
    }

    /// The jars that the agent runs on, in their order.
    List<Path> agentJars() {
        return jars(AGENT);
    }

    private List<String> agentOptions() {
        return List.of("@" + home.resolve(AGENT).resolve("src/main/jvm/agent.options"));
    }

    private List<String> command(String module, List<String> options, String mainClass,
            String... arguments) {
        var command = new ArrayList<String>();
        if (module.equals(AGENT) && Files.isExecutable(ENV)) {
            // One heap of the C library for all threads: each of its own keeps what it once needed.
            command.addAll(List.of(ENV.toString(), "MALLOC_ARENA_MAX=1"));
        }
        command.add(java.resolve("bin/java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", jars(module).stream().map(Path::toString)
                .collect(Collectors.joining(":")), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    // By name, as the launcher script has it: a start-up cache holds for this order alone.
    private List<Path> jars(String module) {
        var jars = new ArrayList<Path>();
        jars.add(jar(target(module), module));
        try (var libraries = Files.newDirectoryStream(target(module).resolve("lib"), "*.jar")) {
            libraries.forEach(jars::add);
        } catch (IOException e) {
            throw new EnvironmentFault(
                    "cannot look into " + target(module).resolve("lib") + ": " + e.getMessage(),
                    e);
        }
        jars.subList(1, jars.size()).sort(Comparator.comparing(Path::toString));
        return jars;
    }

    private Path target(String module) {
        return home.resolve(module).resolve("target");
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
