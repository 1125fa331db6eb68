package io.tillpost.installer.faults;

import io.tillpost.installer.faults.each.Fault;
import io.tillpost.installer.faults.each.Faults;
import io.tillpost.installer.faults.world.Ground;
import io.tillpost.installer.faults.world.Mounts;
import io.tillpost.installer.faults.world.World;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tillpost faults`.
@Command(name = "faults", mixinStandardHelpOptions = true, sortOptions = false, description = "Strikes real processes on this machine with the thirty faults while tills sell, and says what was lost, doubled"
        + " or put out of order. Linux alone; some faults need root, loop mounts or tools, and are skipped without.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:nothing that was struck failed", "1:something failed; it is named",
            "2:the command line is wrong", "3:this machine is not ready: port, disk, permission"})
public final class FaultsCommand implements Callable<Integer> {
    private static final int SEEDS_MAX = 1_000;
    private static final int SEEDS = 1_000_000;
    private static final String MARK = "faults.lock";

    private final Ground ground;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--list", description = "Say which there are, and which cannot be struck here, and end.")
    private boolean list;

    @Option(names = "--only", paramLabel = "N", split = ",", description = "Only these.")
    private List<Integer> only = List.of();

    @Option(names = "--seeds", paramLabel = "K", description = "Each with so many seeds. Default: ${DEFAULT-VALUE}.")
    private int seeds = 1;

    @Option(names = "--seed", paramLabel = "S", description = "The first one. Default: another one each time; it is printed.")
    private @Nullable Long seed;

    @Option(names = "--state", paramLabel = "DIR", description = "Folder for everything that runs, emptied first. Default: a temporary one, which is removed.")
    private @Nullable Path state;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--sabotage", paramLabel = "WHAT", description = "Before the oracle looks, do this at head office behind its back: lost, doubled, swapped, ledger or balance. It has"
            + " to be found, and the exit code is 1.")
    private @Nullable Sabotage sabotage;

    /// A command for this machine.
    public FaultsCommand(Ground ground) {
        this.ground = ground;
    }

    @Override
    public Integer call() throws IOException {
        List<Fault> wanted = wanted();
        if (list) {
            wanted.forEach(fault -> System.out.println(fault.number() + "  " + fault.title()
                    + fault.missing().map(why -> "  (skipped here: " + why + ")").orElse("")));
            return 0;
        }
        if (seeds < 1 || seeds > SEEDS_MAX) {
            throw new ParameterException(spec.commandLine(),
                    "--seeds " + seeds + ", expected 1 to " + SEEDS_MAX);
        }
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            throw new EnvironmentFault(
                    "the faults need Linux: terminals are pseudo-terminals, signals are its own");
        }
        long first = seed == null ? ground.random().nextInt(SEEDS) : seed;
        Path folder = state == null ? Files.createTempDirectory("tillpost-faults") : fresh(state);
        try {
            List<Outcome> outcomes = struck(wanted, first, folder);
            var table = new Table(System.out);
            if (json) {
                table.printJson(outcomes);
            } else {
                table.print(outcomes);
            }
            return outcomes.stream().anyMatch(Outcome::failed) ? 1 : 0;
        } finally {
            if (state == null) {
                empty(folder);
                Files.delete(folder);
            }
        }
    }

    private List<Fault> wanted() {
        List<Fault> all = Faults.all();
        for (int number : only) {
            if (all.stream().noneMatch(fault -> fault.number() == number)) {
                throw new ParameterException(spec.commandLine(), "--only " + number + ", expected numbers of "
                        + "faults: " + all.stream().map(Fault::number).toList());
            }
        }
        return only.isEmpty() ? all : all.stream().filter(fault -> only.contains(fault.number())).toList();
    }

    private List<Outcome> struck(List<Fault> wanted, long first, Path folder) throws IOException {
        var outcomes = new ArrayList<Outcome>();
        long began = ground.nanoTime().getAsLong();
        say(began, "seed " + first + ", state in " + folder);
        if (wanted.stream().allMatch(fault -> fault.missing().isPresent())) {
            wanted.forEach(fault -> outcomes.add(skipped(fault, first)));
            return outcomes;
        }
        var world = new World(ground, folder, what -> say(began, what));
        var stop = new Thread(() -> {
            world.close();
            wanted.forEach(Fault::clear);
        }, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try (var suite = new Suite(world, folder, what -> say(began, "    " + what),
                Optional.ofNullable(sabotage))) {
            for (Fault fault : wanted) {
                for (int i = 0; i < seeds; i++) {
                    say(began, fault.number() + "  " + fault.title() + ", seed " + (first + i));
                    Outcome outcome = suite.run(fault, first + i);
                    outcomes.add(outcome);
                    say(began, "    " + inShort(outcome));
                    if (outcome.isSkipped()) {
                        break;
                    }
                }
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(stop);
            world.close();
        }
        return outcomes;
    }

    private static Outcome skipped(Fault fault, long seed) {
        return new Outcome(fault.number(), fault.title(), seed, 0, List.of(), fault.missing().orElse(""), "",
                0, 0);
    }

    private static String inShort(Outcome outcome) {
        if (outcome.isSkipped()) {
            return "skipped: " + outcome.skipped();
        }
        return outcome.accepted() + " accepted in " + outcome.tookMs() / 1_000 + " s, "
                + (outcome.failed() ? "FAILED: " + outcome.findings().getFirst() : "all of it holds");
    }

    private void say(long beganNanos, String what) {
        Duration since = Duration.ofNanos(ground.nanoTime().getAsLong() - beganNanos);
        System.err.printf(Locale.ROOT, "%4d s  %s%n", since.toSeconds(), what);
    }

    /// An empty folder, or one of an earlier run; never somebody's home.
    private static Path fresh(Path wanted) throws IOException {
        Path root = wanted.toAbsolutePath().normalize();
        Files.createDirectories(root);
        try (Stream<Path> content = Files.list(root)) {
            if (!Files.exists(root.resolve(MARK)) && content.findAny().isPresent()) {
                throw new EnvironmentFault(root
                        + " holds something that is not an earlier run's; choose an empty or new folder with --state");
            }
        }
        empty(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(root.resolve(MARK));
        return root;
    }

    private static void empty(Path root) throws IOException {
        Mounts.unmountBelow(root);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(root)) {
                    Files.delete(path);
                }
            }
        }
    }
}
