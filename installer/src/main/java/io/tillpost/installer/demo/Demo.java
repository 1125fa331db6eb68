package io.tillpost.installer.demo;

import io.tillpost.installer.demo.DemoCommand.Machine;
import io.tillpost.installer.demo.DemoCommand.Wish;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One run of the demo from the first process to the last: takes the state folder, plays, and leaves nothing behind.
final class Demo {
    private static final int HELD = 0;
    private static final int DIFFERED = 1;
    private static final int USUAL_CENTRAL_PORT = 7300;
    private static final int USUAL_AGENT_PORT = 7310;
    private static final int KILLED = 137;

    private final Machine machine;
    private final Wish wish;
    private final Console console;
    private volatile boolean interrupted;

    Demo(Machine machine, Wish wish, Console console) {
        this.machine = machine;
        this.wish = wish;
        this.console = console;
    }

    /// Answers the exit code; without `--once` it comes back from Ctrl-C only.
    int run() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            throw new EnvironmentFault(
                    "the demo needs Linux: its card terminal and printer are pseudo-terminals");
        }
        try (var folder = StateFolder.take(wish.state())) {
            if (wish.fresh()) {
                folder.empty();
            }
            return supervised(folder);
        }
    }

    private int supervised(StateFolder folder) {
        var places = new Places(folder.root());
        var supervisor = new Supervisor(places.running(), this::died);
        var stop = new Thread(() -> interrupt(supervisor), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")))) {
            int left = supervisor.endLeftOvers();
            if (left > 0) {
                console.say("Ended " + left + " processes that an earlier, killed run had left behind.");
            }
            boolean held = perform(folder, places, supervisor, ports);
            if (!wish.once()) {
                console.say(
                        "\nEverything keeps running. Ctrl-C stops it; the next run goes on with the next day.");
                new CountDownLatch(1).await();
            }
            return held ? HELD : DIFFERED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DIFFERED;
        } catch (RuntimeException e) {
            // What breaks because Ctrl-C is stopping everything is no fault, and the process is about to end.
            if (interrupted) {
                return HELD;
            }
            throw e;
        } finally {
            supervisor.close();
            if (!interrupted) {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    private boolean perform(StateFolder folder, Places places, Supervisor supervisor, Ports free) {
        var wished = wish.ports();
        var ports = new DemoPorts(port(free, wished.postgres(), "--postgres-port", 0),
                port(free, wished.broker(), "--broker-port", 0),
                port(free, wished.central(), "--central-port", USUAL_CENTRAL_PORT),
                port(free, wished.agent(), "--agent-port", USUAL_AGENT_PORT), free.free(), free.free(),
                free.free());
        console.head("Tillpost demo · seed " + wish.seed() + " · state in " + places.root());
        return new Performance(machine, wish, console, folder, places, supervisor, ports).play();
    }

    private static int port(Ports free, @Nullable Integer wanted, String option, int usual) {
        if (wanted != null) {
            return free.exactly(wanted, option);
        }
        return usual == 0 ? free.free() : free.preferably(usual);
    }

    private void died(RunningProgram.Death death) {
        if (interrupted) {
            return;
        }
        console.tell("died", death.name() + " ended with " + death.exitCode()
                + (death.restarted() ? " and was started again" : ""));
        if (death.exitCode() != KILLED) {
            death.lastWords().forEach(line -> console.say("              | " + line));
        }
    }

    private void interrupt(Supervisor supervisor) {
        interrupted = true;
        console.say("\nStopping.");
        supervisor.close();
        console.say("Stopped; nothing is left running. The state is kept in " + wish.state() + ".");
    }
}
