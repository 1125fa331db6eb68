package io.tillpost.installer.demo;

import io.tillpost.installer.bridge.Source;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tillpost demo`.
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false, description = "Starts every part for real on this machine, plays a store's business day and reconciles it to the"
        + " cent. Without --once everything keeps running until Ctrl-C.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:every bridge holds", "1:the bridges differ, and the source that differs is named",
            "2:the command line is wrong", "3:this machine is not ready: port, disk, permission"})
public final class DemoCommand implements Callable<Integer> {
    private static final int SEEDS = 1_000_000;
    private static final int LAST_PORT = 65_535;

    private final Machine machine;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--once", description = "Stop after the day; the exit code says whether every bridge holds. --tamper always does.")
    private boolean once;

    @Option(names = "--state", paramLabel = "DIR", description = "Folder that keeps everything; a second run goes on with the next business day. Default:"
            + " $XDG_DATA_HOME/tillpost-demo, else ~/.local/share/tillpost-demo.")
    private @Nullable Path state;

    @Option(names = "--fresh", description = "Empty the state folder first.")
    private boolean fresh;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what happens on the day. Default: another one each time; it is printed.")
    private @Nullable Long seed;

    @Option(names = "--kill", paramLabel = "PROGRAM", description = "Kill -9 agent, central or broker at a random moment of the day; it is restarted, and all bridges"
            + " have to hold.")
    private @Nullable Victim kill;

    @Option(names = "--tamper", paramLabel = "SOURCE", description = "Change one cent in terminal, journal, ledger, settlement or bank before the bridges read them;"
            + " they have to name it. Plays in a state folder of its own, named like the other with -tampered, that"
            + " is emptied first.")
    private @Nullable Source tamper;

    @Option(names = "--central-port", paramLabel = "PORT", description = "Head office. Default: 7300, else a free one.")
    private @Nullable Integer centralPort;

    @Option(names = "--agent-port", paramLabel = "PORT", description = "The agent. Default: 7310, else a free one.")
    private @Nullable Integer agentPort;

    @Option(names = "--broker-port", paramLabel = "PORT", description = "MQTT over TLS. Default: a free one.")
    private @Nullable Integer brokerPort;

    @Option(names = "--postgres-port", paramLabel = "PORT", description = "PostgreSQL. Default: a free one.")
    private @Nullable Integer postgresPort;

    /// What the machine gives to this command.
    ///
    /// @param home the checkout, with its modules built
    /// @param environment of this process
    /// @param clock for what lies outside the store; the business date is a clock of its own
    /// @param nanoTime a clock that only measures
    /// @param random for passwords, ids, and a seed where none is given
    public record Machine(Path home, Map<String, String> environment, Clock clock, LongSupplier nanoTime,
            SecureRandom random) {
        public Machine {
            environment = Map.copyOf(environment);
        }
    }

    /// What can be killed.
    enum Victim {
        AGENT, CENTRAL, BROKER
    }

    /// What was asked for.
    ///
    /// @param kill and
    /// @param tamper absent for an honest, quiet day
    record Wish(boolean once, Path state, boolean fresh, long seed, @Nullable Victim kill,
            @Nullable Source tamper,
            WishedPorts ports) {}

    /// Ports that the user insists on; absent ones are chosen.
    record WishedPorts(@Nullable Integer central, @Nullable Integer agent, @Nullable Integer broker,
            @Nullable Integer postgres) {}

    /// A command for this machine.
    public DemoCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() {
        if (tamper != null && fresh) {
            throw new ParameterException(spec.commandLine(),
                    "--tamper has a state folder of its own and leaves the other alone: --fresh makes no sense with it");
        }
        for (Integer port : Arrays.asList(centralPort, agentPort, brokerPort, postgresPort)) {
            if (port != null && (port < 1 || port > LAST_PORT)) {
                throw new ParameterException(spec.commandLine(),
                        "port " + port + ", expected 1 to " + LAST_PORT);
            }
        }
        Path folder = state == null ? usualState() : state;
        if (tamper != null) {
            Path honest = folder.toAbsolutePath().normalize();
            folder = honest.resolveSibling(honest.getFileName() + "-tampered");
        }
        var wish = new Wish(once || tamper != null, folder, fresh || tamper != null,
                seed == null ? machine.random().nextInt(SEEDS) : seed,
                kill, tamper, new WishedPorts(centralPort, agentPort, brokerPort, postgresPort));
        return new Demo(machine, wish, new Console(System.out, machine.nanoTime())).run();
    }

    private Path usualState() {
        String data = machine.environment().get("XDG_DATA_HOME");
        Path base = data == null || data.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share")
                : Path.of(data);
        return base.resolve("tillpost-demo");
    }
}
